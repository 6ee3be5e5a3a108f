"""The sentence patterns of the three languages say the same things, and say them cleanly."""

import re
from string import Formatter

import pytest

from genklang.errors import Failure
from genklang.instrument.model import REPORT_LANGUAGES
from genklang.reporting.words.evidence import Difference
from genklang.reporting.words.ladder import word_change, word_difference, word_status, word_verdict
from genklang.reporting.words.phrases import phrases
from genklang.tables.estimate import Status, Verdict


def flatten(patterns, path=""):
    for name, found in patterns.items():
        where = f"{path}.{name}".strip(".")
        if isinstance(found, dict):
            yield from flatten(found, where)
        else:
            yield where, found


PATTERNS = {language: dict(flatten(phrases(language).patterns)) for language in REPORT_LANGUAGES}
PLURALS = ("one", "other")


def fields(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def plain(keys):
    """Plural forms count as one key: a language may do with one."""
    return {key.rsplit(".", 1)[0] if key.rsplit(".", 1)[-1] in PLURALS else key for key in keys}


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_every_language_has_every_pattern(language):
    assert plain(PATTERNS[language]) == plain(PATTERNS["sv"])


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_pattern_needs_nothing_that_swedish_does_not(language):
    common = set(PATTERNS[language]) & set(PATTERNS["sv"])
    texts = [k for k in common if isinstance(PATTERNS["sv"][k], str)]
    # Danish names those who answered in the headcount; the Swedish pattern gets the same values.
    named = {"claims.base.answers_plain", "claims.base.rate_plain", "claims.subject.plain", "claims.title.parts_plain"}
    strange = {k for k in texts if fields(PATTERNS[language][k]) - fields(PATTERNS["sv"][k])}
    assert strange <= named | {"claims.tail.none", "claims.tail.none_of_all"}


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_patterns_are_clean(language):
    texts = [t for found in PATTERNS[language].values() for t in (found if isinstance(found, list) else [found])]
    for text in texts:
        assert text.strip() == text
        assert "  " not in text
        assert not re.search(r"TODO|XXX|lorem|\?\?", text)


def test_an_unknown_language_is_refused():
    with pytest.raises(Failure) as failure:
        phrases("no")
    assert [p.code for p in failure.value.problems] == ["R101"]


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
@pytest.mark.parametrize("status", list(Status))
def test_every_status_is_said_in_words(status, language):
    assert bool(word_status(status, language)) is (status is not Status.SHOWN)


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_every_rung_has_words_of_its_own(language):
    changes = {word_change(r, up=True, language=language) for r in range(5)}
    differences = {word_difference(r, up=True, language=language, other="X") for r in range(5)}
    assert len(changes) == len(differences) == 5
    assert word_change(4, up=True, language=language, is_like=True) not in changes
    assert word_change(2, up=True, language=language) != word_change(2, up=False, language=language)


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        (Difference(90.0, 83.0, 1.0, 13.0, rung=2), "har ökat"),
        (Difference(90.0, 83.0, -1.0, 13.0, rung=3), "tycks ha ökat, kan vara slump"),
        (Difference(90.0, 89.0, -2.0, 4.0, rung=4), "i stort sett oförändrad"),
        (Difference(90.0, 83.0, verdict=Verdict.UNTESTED), "från 83\u00a0%, inte prövat"),
        (Difference(None, None, status=Status.CONFIDENTIAL), "jämförelsen kan inte visas"),
        (Difference(None, None, status=Status.NOT_ASKED), ""),
        (Difference(90.0, 83.0, rung=0), ""),
    ],
)
def test_a_verdict_beside_a_mark(difference, words):
    assert word_verdict(difference, kind="change", language="sv") == words
