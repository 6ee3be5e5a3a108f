"""The ladder: from a rung to words, for a change and for a difference, and from a status to its reason."""

from genklang.reporting.words.evidence import Difference, Share
from genklang.reporting.words.numbers import format_share, percent_figure
from genklang.reporting.words.phrases import phrases
from genklang.tables.estimate import Status, Verdict


def word_change(rung: int, *, up: bool, language: str, is_like: bool = False) -> str:
    """Return the words of a rung for a change over time; `is_like`: the whole interval lies within ±5."""
    return phrases(language).say(_key("change", rung, up=up, is_like=is_like))


def word_difference(rung: int, *, up: bool, language: str, other: str = "", is_like: bool = False) -> str:
    """Return the words of a rung for a difference from `other` (default: "the others")."""
    patterns = phrases(language)
    other = other or patterns.say("ladder.difference.others")
    return patterns.say(_key("difference", rung, up=up, is_like=is_like), other=other)


def word_verdict(difference: Difference, *, kind: str, language: str) -> str:
    """Return the short words beside a mark; `kind` is change or difference. Empty: nothing to compare with."""
    if difference.status is Status.CONFIDENTIAL:
        return phrases(language).say(f"ladder.{kind}_short.withheld")
    if difference.own is None or difference.other is None:
        return ""
    if difference.verdict is Verdict.UNTESTED:
        before = percent_figure(difference.other, language)
        return phrases(language).say(f"ladder.{kind}_short.untested", before=before)
    if not difference.is_tested:
        return ""
    key = _key(f"{kind}_short", difference.rung, up=difference.is_up, is_like=difference.is_like)
    words = phrases(language).say(key)
    is_small = difference.is_certain and difference.is_like
    return phrases(language).say("ladder.small", words=words) if is_small else words


def word_status(status: Status, language: str) -> str:
    """Return in words why a figure is not there, or not there exactly; empty for one shown in full."""
    return phrases(language).say(f"status.short.{status.name.lower()}") if status is not Status.SHOWN else ""


def word_cell(status: Status, language: str) -> str:
    """Return in two or three words, for a narrow column, why a figure is not there."""
    return phrases(language).say(f"status.cell.{status.name.lower()}") if status is not Status.SHOWN else ""


def word_share(share: Share, language: str, *, decimals: int = 0) -> str:
    """Return a share as a table shows it: "90 %", "95 % or more", or the reason that it is not there."""
    if not share.is_told or share.value is None:
        return word_status(share.status, language)
    if share.status in {Status.AT_LEAST, Status.AT_MOST}:
        figure = percent_figure(share.value, language)
        return phrases(language).say(f"status.bound.{share.status.name.lower()}", share=figure)
    return percent_figure(share.value, language, decimals=_decimals(share, decimals))


def write_share(share: Share, language: str, *, decimals: int = 0) -> str:
    """Return the number of a share for a sentence, without unit; a share that is not told has none."""
    if share.value is None:
        raise ValueError("a withheld share has no number")
    return format_share(share.value, language, decimals=_decimals(share, decimals))


def _decimals(share: Share, decimals: int) -> int:
    return decimals if share.is_exact else 0


def _key(kind: str, rung: int, *, up: bool, is_like: bool) -> str:
    if rung in {1, 2, 3}:
        return f"ladder.{kind}.{'up' if up else 'down'}.{rung}"
    if rung == 4:
        return f"ladder.{kind}.{'unchanged' if is_like else 'none'}"
    return f"ladder.{kind}.withheld"
