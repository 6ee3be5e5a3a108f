"""What respondents are promised: true on each channel, in each language, with words for thirteen-year-olds."""

from typing import Final

from genklang.disclosure.policy import DEFAULT
from genklang.server import texts
from genklang.server.fieldwork.models import Round, RoundText

ADULT: Final = "privacy"
YOUNG: Final = "privacy_young"
KINDS: Final = (ADULT, YOUNG)
SEALED_LATER: Final = frozenset({"keyed", "paper"})
"""Channels on which the respondent does not send the answer, so that their own sentence says when it is locked."""
FALSE_PROMISES: Final = (
    "ingen kan se",
    "ingen kan läsa",
    "helt anonym",
    "ingen kan læse",
    "helt anonymt",
    "nobody can see",
    "no one can see",
    "completely anonymous",
)
"""Promises that no system can keep, and that a text of the round's own may not make either."""


def find_privacy(round_: Round, channel: str, language: str, *, target_group: str, has_comments: bool) -> str:
    """Return what a respondent of a target group is promised on a channel: the round's own words or the shipped."""
    kind = YOUNG if target_group in round_.young_groups else ADULT
    own = RoundText.objects.filter(round=round_, kind=kind, channel=channel, language=language).first()
    return own.text if own else ship_privacy(kind, channel, language, has_comments=has_comments)


def ship_privacy(kind: str, channel: str, language: str, *, has_comments: bool, minimum: int = DEFAULT.minimum) -> str:
    """Return the promise that comes with the product; English where a language has none."""

    def say(key: str, **values: object) -> str:
        return texts.say(language, f"respondent/privacy.{key}", **values)

    is_young = kind == YOUNG
    opening = "young_open" if is_young else "open_professional" if channel == "professional" else "open"
    sentences = [say(opening, minimum=minimum), say(f"channel.{channel}")]
    if channel not in SEALED_LATER:
        sentences.append(say("seal"))
    if has_comments:
        sentences.append(say("comments"))
    sentences.append(say("young_limits" if is_young else "limits"))
    return "\n".join(sentences)


def find_false_promise(text: str) -> str:
    """Return a promise in the text that cannot be kept, or nothing."""
    folded = " ".join(text.casefold().split())
    return next((promise for promise in FALSE_PROMISES if promise in folded), "")
