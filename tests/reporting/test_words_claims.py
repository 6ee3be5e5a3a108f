"""Claims are made only where their evidence carries them, and hold it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genklang.reporting.words.claims import Claim, Ground, Move, Refusal, Wording, find_forbidden, told
from genklang.reporting.words.differences import (
    claim_change,
    claim_changes,
    claim_comparison,
    claim_index_comparison,
    claim_likeness,
    claim_lowest,
    claim_title_change,
    claim_title_untested,
)
from genklang.reporting.words.evidence import WITHHELD, Difference, Share
from genklang.reporting.words.ladder import word_verdict
from genklang.reporting.words.levels import (
    claim_base,
    claim_headline,
    claim_index,
    claim_split,
    claim_tail,
    claim_title,
    find_parts,
)
from genklang.reporting.words.numbers import format_count
from genklang.tables.estimate import Status, Verdict

SV = Wording("sv", "brukare")
NOW = Share(90.0, k=90, n=100, low=83.0, high=94.0, definition="mycket nöjd eller ganska nöjd")
BEFORE = replace(NOW, value=83.0, k=83, low=75.0, high=89.0)
ROSE = Difference(90.0, 83.0, low=0.5, high=13.0, p=0.03, rung=2)
ROUNDS = ("2019", "2020")


def ground(made):
    assert isinstance(made, Refusal), made
    return made.ground


def headline(share):
    return claim_headline(share, claim="är nöjda", wording=SV)


@pytest.mark.parametrize(
    ("share", "why"),
    [
        *((replace(NOW, value=None, status=status), Ground.WITHHELD) for status in WITHHELD),
        (replace(NOW, value=None), Ground.WITHHELD),
        (replace(NOW, status=Status.CONFIDENTIAL), Ground.WITHHELD),
        (replace(NOW, definition=""), Ground.NO_DEFINITION),
        (replace(NOW, n=None, k=None), Ground.NO_BASE),
        (replace(NOW, k=101), Ground.UNSOUND),
        (replace(NOW, low=91.0), Ground.UNSOUND),
    ],
)
def test_a_headline_is_refused_without_its_evidence(share, why):
    assert ground(headline(share)) is why
    assert ground(claim_title(share, claim="är nöjda", wording=SV)) is why


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (NOW, "90 procent av dem som tagit ställning är nöjda."),
        (Share(95.0, status=Status.AT_LEAST, definition="x"), "Minst 95 procent av dem som tagit ställning är nöjda."),
        (Share(5.0, status=Status.AT_MOST, definition="x"), "Högst 5 procent av dem som tagit ställning är nöjda."),
        (
            Share(86.0, status=Status.SMALL_BASE, definition="x"),
            "86 procent av dem som tagit ställning är nöjda, men det är bara mellan fem och nio svar.",
        ),
        (
            Share(90.0, status=Status.PUBLISHED, source="Kolada", definition="x"),
            "90 procent av dem som tagit ställning är nöjda, enligt Kolada.",
        ),
    ],
)
def test_a_headline_is_worded_by_its_status_and_holds_its_share(share, text):
    made = headline(share)
    assert (made.text, made.move, made.evidence.figures) == (text, Move.HEADLINE, (share,))


shares = st.builds(
    Share,
    value=st.none() | st.floats(0, 100),
    k=st.none() | st.integers(-3, 60),
    n=st.none() | st.integers(0, 50),
    low=st.none() | st.floats(0, 100),
    high=st.none() | st.floats(0, 100),
    status=st.sampled_from(list(Status)),
    definition=st.sampled_from(["", "ja"]),
)
differences = st.builds(
    Difference,
    own=st.none() | st.floats(0, 100),
    other=st.none() | st.floats(0, 100),
    low=st.none() | st.floats(-100, 100),
    high=st.none() | st.floats(-100, 100),
    rung=st.integers(0, 4),
    verdict=st.sampled_from(list(Verdict)),
)


@settings(max_examples=150, deadline=None)
@given(share=shares)
def test_no_claim_is_made_of_a_share_that_does_not_carry_it(share):
    claims = told(
        (
            headline(share),
            claim_title(share, claim="är nöjda", wording=SV),
            claim_tail(share, labels=["Missnöjd"], wording=SV),
            claim_split([("Nöjd", share)], wording=SV),
        )
    )
    for claim in claims:
        assert share.value is not None
        assert share.status not in WITHHELD
        assert share.definition
        assert share.k is None or 0 <= share.k <= share.n
        assert share.n is not None or share.status is not Status.SHOWN
        assert "Ingen" not in claim.text or (share.k == 0 and share.high is not None)


@settings(max_examples=150, deadline=None)
@given(before=shares, after=shares, difference=differences)
def test_no_change_is_told_without_a_test_or_the_word_that_there_is_none(before, after, difference):
    made = claim_change(before, after, difference, claim="är nöjda", rounds=ROUNDS, wording=SV)
    if isinstance(made, Claim):
        assert before.is_exact
        assert after.is_exact
        assert difference.is_tested or difference.verdict is Verdict.UNTESTED
        assert ("har ökat" in made.text) <= (difference.rung in {1, 2} and difference.is_up)
        assert ("tydligt" in made.text) <= (difference.rung == 1)
        assert ("oförändrad" in made.text) <= difference.is_like
        assert ("inte prövad" in made.text) <= (difference.verdict is Verdict.UNTESTED)


@settings(max_examples=100, deadline=None)
@given(rungs=st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=9))
def test_all_and_all_but_hold_of_every_part(rungs):
    parts = [
        (f"fråga {i}", Difference(80.0 if up else 70.0, 75.0, -9.0, 9.0, rung=rung))
        for i, (rung, up) in enumerate(rungs)
    ]
    made = claim_changes(parts, rounds=ROUNDS, wording=SV)
    rose = [d.is_certain and d.is_up for _, d in parts]
    if isinstance(made, Claim):
        assert ("i alla" in made.text and "utom" not in made.text and "ökat" in made.text) <= all(rose)
        if "utom" in made.text:
            assert 1 <= rose.count(False) <= 2
            assert all(d.is_tested for _, d in parts)
        assert made.evidence.differences == tuple(d for _, d in parts)


@pytest.mark.parametrize(
    ("share", "found"),
    [
        (NOW, "nio av tio"),
        (replace(NOW, value=86.0, low=80.0, high=91.0), ""),
        (replace(NOW, low=None, high=None), ""),
        (replace(NOW, low=90.5, value=91.0), ""),
        (replace(NOW, status=Status.PUBLISHED), ""),
    ],
)
def test_x_of_y_is_near_and_inside_the_interval(share, found):
    assert find_parts(share, SV) == found


def test_a_rate_is_told_only_where_it_can_be_right():
    rate = Share(33.0, k=423, n=1283, definition="response_rate")
    made = claim_base(answers=423, offered=1283, rate=rate, wording=SV)
    thousand = format_count(1283, "sv")
    assert made.text == f"Resultatet bygger på 423 svar; 33 procent av de {thousand} tillfrågade svarade."
    wrong = claim_base(answers=423, offered=400, rate=rate, wording=SV)
    assert wrong.text == "Resultatet bygger på 423 svar."
    assert ground(claim_base(answers=9, offered=20, rate=None, wording=SV)) is Ground.WITHHELD


@pytest.mark.parametrize(
    ("tail", "why"),
    [
        (Share(0.0, n=25, high=13.0, definition="x"), Ground.NO_BOUND),
        (Share(0.0, k=0, n=25, definition="x"), Ground.NO_BOUND),
        (Share(0.0, k=0, high=13.0, definition="x"), Ground.UNSOUND),
    ],
)
def test_none_needs_a_count_of_none_a_base_and_a_bound(tail, why):
    assert ground(claim_tail(tail, labels=["Missnöjd"], wording=SV)) is why


def test_a_change_between_different_figures_never_reads_as_none():
    near = Difference(83.4, 82.6, 0.1, 1.5, rung=2)
    made = claim_change(
        replace(BEFORE, value=82.6),
        replace(NOW, value=83.4, low=80.0),
        near,
        claim="är nöjda",
        rounds=ROUNDS,
        wording=SV,
    )
    small = "Skillnaden är säker men liten: hela osäkerheten ryms inom fem procentenheter."
    assert made.text == f"Andelen som är nöjda har ökat från 82,6 till 83,4 procent. {small}"


def test_nothing_is_told_across_a_gap_of_published_years():
    untested = Difference(90.0, 83.0, verdict=Verdict.UNTESTED)
    for rounds, made in ((("2017", "2019"), Refusal), (("2018", "2019"), Claim)):
        assert isinstance(claim_change(BEFORE, NOW, untested, claim="är nöjda", rounds=rounds, wording=SV), made)
        assert isinstance(claim_title_untested(BEFORE, untested, rounds=rounds, wording=SV), made)


def test_a_comparison_says_whom_it_is_with():
    assert ground(claim_comparison(NOW, ROSE, claim="är nöjda", other="", wording=SV)) is Ground.NO_WHOM
    assert ground(claim_index_comparison(NOW, ROSE, other="", wording=SV)) is Ground.NO_TEST
    made = claim_comparison(NOW, ROSE, claim="är nöjda", other="genomsnittet för övriga", wording=SV)
    assert made.text == "Andelen som är nöjda ligger högre än genomsnittet för övriga (90 mot 83 procent)."
    assert made.evidence.comparison == "genomsnittet för övriga"


def test_a_fixed_figure_is_said_to_be_published():
    made = claim_comparison(
        NOW, replace(ROSE, verdict=Verdict.FIXED), claim="är nöjda", other="genomsnittet för riket", wording=SV
    )
    assert "90 mot publicerade 83 procent" in made.text


@pytest.mark.parametrize(("low", "high", "is_told"), [(-4.9, 4.9, True), (-5.1, 1.0, False), (1.0, 5.0, False)])
def test_likeness_needs_the_whole_interval(low, high, is_told):
    difference = Difference(51.0, 52.0, low, high, rung=4)
    made = claim_likeness(difference, what="utredningen", other="samarbetet", wording=SV)
    assert isinstance(made, Claim) is is_told


def parts(*ends):
    return [(f"Fråga {i}", replace(NOW, value=(a + b) / 2, low=a, high=b)) for i, (a, b) in enumerate(ends)]


@pytest.mark.parametrize(
    ("ends", "text"),
    [
        (((60, 70), (80, 90), (75, 85), (90, 95)), "Lägst av de fyra frågorna ligger ”Fråga 0”, med 65 procent."),
        (((60, 76), (80, 90), (75, 85), (90, 95)), None),
        (
            ((60, 70), (62, 72), (80, 90), (85, 95), (75, 85), (90, 95)),
            "Bland de lägsta av de sex frågorna är ”Fråga 0” och ”Fråga 1”.",
        ),
        (((60, 70), (80, 90)), None),
    ],
)
def test_lowest_is_said_only_where_intervals_do_not_overlap(ends, text):
    made = claim_lowest(parts(*ends), wording=SV)
    assert (made.text if text else ground(made)) == (text or Ground.OVERLAP)


def test_a_title_says_no_change_only_of_all_items():
    steady = ("a", Difference(80.0, 78.0, -6.0, 9.0, rung=4))
    hidden = ("b", Difference(None, None))
    assert claim_title_change([steady] * 3, rounds=ROUNDS, wording=SV).text == "ingen säkerställd förändring sedan 2019"
    assert ground(claim_title_change([steady, steady, hidden], rounds=ROUNDS, wording=SV)) is Ground.NOT_ALL


@pytest.mark.parametrize(
    ("value", "words"), [(39.9, "Under 40 räknas som inte godkänt."), (75.0, "mycket nöjd."), (56.8, "0 till 100.")]
)
def test_an_index_is_read_by_its_limits(value, words):
    made = claim_index(Share(value, n=423, low=value - 2, high=value + 2), wording=replace(SV, decimals=1))
    assert made.text.endswith(words)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nya rutiner har lett till nöjdare brukare.", "sv"),
        ("Ökningen beror på öppettiderna.", "sv"),
        ("Det kan bero på öppettiderna.", "sv"),
        ("Brukarna är nöjda.", "sv"),
        ("90 procent av de svarande är nöjda.", "sv"),
        ("Köping ligger högre än snittet.", "sv"),
        ("Köping ligger över genomsnittet.", "sv"),
        ("Var tredje brukare är missnöjd.", "sv"),
        ("Hver tredje borger er ikke med.", "da"),
        ("Kofoedsminde ligger over gennemsnittet.", "da"),
        ("Fremgangen skyldes nye rutiner.", "da"),
        ("Brugerne er tilfredse.", "da"),
        ("The rise is due to longer hours.", "en"),
        ("The users are satisfied.", "en"),
        ("It is above the average.", "en"),
        ("Longer hours led to more satisfied clients.", "en"),
    ],
)
def test_the_never_list(text, language):
    assert find_forbidden(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Skillnaden kan bero på slumpen.", "sv"),
        ("Högre än genomsnittet för övriga deltagande kommuner.", "sv"),
        ("Forskellen kan skyldes tilfældigheder.", "da"),
        ("Ligger over gennemsnittet for de øvrige tilbud.", "da"),
        ("The difference may be due to chance.", "en"),
        ("Above the average of the others.", "en"),
    ],
)
def test_what_may_be_said_is_not_on_the_never_list(text, language):
    assert find_forbidden(text, language) == []


def test_likeness_is_measured_on_the_scale_of_the_figures():
    share, score = (Difference(7.2, 6.6, 0.1, 1.1, rung=2, margin=margin) for margin in (5.0, 0.45))
    assert share.is_like
    assert not score.is_like
    assert word_verdict(score, kind="change", language="sv") == "har ökat"
    assert word_verdict(share, kind="change", language="sv") == "har ökat, men litet"
