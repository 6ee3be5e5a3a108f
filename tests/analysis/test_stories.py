"""The five stories: their answers add up to the published figures exactly, and the same ones come out every time."""

import csv
from collections import Counter, defaultdict
from pathlib import Path
from statistics import fmean, pstdev

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from genklang.analysis.stories import list_stories, read_story, write_story
from genklang.analysis.story import Named, Positive, Scores, parse_story
from genklang.analysis.story_counts import count_codes, draw_scores
from genklang.errors import Failure
from genklang.instrument.answer import read_answers
from genklang.instrument.shelf import find_instrument
from genklang.tables.keys import NO_OPINION
from genklang.tables.response import Response

STORIES = list_stories()


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> dict[str, list[dict[str, str]]]:
    """Return the rows of every story's answers."""
    place = tmp_path_factory.mktemp("stories")
    return {name: _read(write_story(read_story(name), place / name).answers) for name in STORIES}


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _responses(name: str, rows: list[dict[str, str]]) -> list[Response]:
    published = find_instrument(read_story(name).instrument)
    responses = [read_answers(published, row) for row in rows]
    assert all(isinstance(r, Response) for r in responses), [r for r in responses if not isinstance(r, Response)][:3]
    return responses


def test_there_are_five_stories():
    assert STORIES == ("kofoedsminde_2022", "koping_2020", "sollentuna_2018", "tyreso_2013", "vive_2021")


@pytest.mark.parametrize("name", STORIES)
def test_answers_add_up_to_the_cells(name, written):
    """Every answer is read by its label in the row's own language, and the counts are those of the story."""
    story = read_story(name)
    instrument = find_instrument(story.instrument).instrument
    counts: dict[tuple[str, str, str], Counter] = defaultdict(Counter)
    sizes: Counter = Counter()
    for response in _responses(name, written[name]):
        domain = tuple(response.keys[key] for key in ("round", "unit", "target_group"))
        sizes[domain] += 1
        for code, answer in response.answers.items():
            counts[*domain, code].update(answer if isinstance(answer, tuple) else [answer])
    for round_ in story.rounds:
        for cell in round_.cells:
            domain = (round_.id, cell.unit or "unknown", cell.target_group)
            assert sizes[domain] == cell.answers
            for code, spread in cell.items.items():
                found = counts[*domain, code]
                expected = {c: n for c, n in count_codes(instrument.item(code), spread, where="test") if n}
                assert {c: n for c, n in found.items() if c > 0} == expected
    assert sizes.total() == sum(r.answers for r in story.rounds)


@pytest.mark.parametrize("name", STORIES)
def test_files_are_the_same_every_time(name, tmp_path):
    first, second = (write_story(read_story(name), tmp_path / place) for place in ("one", "two"))
    assert first.answers.read_bytes() == second.answers.read_bytes()


@pytest.mark.parametrize("name", STORIES)
def test_claims_and_assumptions_are_worded(name):
    """What is softened or withheld says what must not be said; every reason stands in both languages of the demo."""
    story = read_story(name)
    assert story.claims
    assert story.assumptions
    for claim in story.claims:
        assert claim.why.keys() >= {"sv", "en"}
        assert claim.report or claim.never, claim.page
        assert claim.outcome != "withheld" or claim.never, claim.page
    for texts in story.assumptions.values():
        assert texts.keys() >= {"sv", "en"}


def test_offered_is_never_below_the_answers():
    cells = [(c.answers, c.offered) for n in STORIES for r in read_story(n).rounds for c in r.cells if c.offered]
    assert len(cells) == 29
    assert all(answers <= offered for answers, offered in cells)


def _share(name: str, item: str, **where: str) -> float:
    """Return the share positive of a story's cells, in per cent."""
    story = read_story(name)
    positive = {c.name for c in find_instrument(story.instrument).instrument.item(item).positive}
    k = n = 0
    for round_ in story.rounds:
        for cell in round_.cells:
            keys = {"round": round_.id, "unit": cell.unit, "target_group": cell.target_group}
            spread = cell.items.get(item)
            if where.items() <= keys.items() and spread is not None:
                k += spread.k if isinstance(spread, Positive) else sum(spread.counts.get(p, 0) for p in positive)
                n += spread.n if isinstance(spread, Positive) else sum(spread.counts.values())
    return 100 * k / n


# What the five pages print, recomputed from the stories' counts.
PRINTED = [
    ("sollentuna_2018", "helhetssyn", {"round": "2018"}, 90),
    ("sollentuna_2018", "forbattrad", {"round": "2018"}, 85),
    ("koping_2020", "kontakt", {"round": "2019", "unit": "Ekonomiskt bistånd"}, 83),
    ("koping_2020", "kontakt", {"round": "2020", "unit": "Ekonomiskt bistånd"}, 90),
    ("koping_2020", "forstaelse", {"round": "2020", "unit": "Budget- och skuldrådgivning"}, 100),
    ("vive_2021", "tilfreds", {"target_group": "eget_hjem"}, 86),
    ("vive_2021", "tilfreds", {"target_group": "botilbud"}, 77),
    ("vive_2021", "uddannelse", {}, 83),
    ("vive_2021", "praktisk", {}, 79),
    ("vive_2021", "samtaler", {}, 79),
    ("vive_2021", "sagsbehandler", {"target_group": "eget_hjem"}, 57),
    ("vive_2021", "sagsbehandler", {"target_group": "botilbud"}, 49),
    ("kofoedsminde_2022", "tilfredshed", {"unit": "Kofoedsminde"}, 80),
    ("kofoedsminde_2022", "inddragelse", {"unit": "Kofoedsminde"}, 64),
]


@pytest.mark.parametrize(("name", "item", "where", "printed"), PRINTED)
def test_printed_shares(name, item, where, printed):
    assert round(_share(name, item, **where)) == printed


def test_sollentuna_is_up_in_every_quality_area():
    items = ("kontakt", "information", "forstaelse", "inflytande", "paverka", "forbattrad")
    assert all(_share("sollentuna_2018", i, round="2018") > _share("sollentuna_2018", i, round="2017") for i in items)


def test_koping_counts():
    story = read_story("koping_2020")
    assert [r.answers for r in story.rounds] == [298, 215]
    for cell in story.rounds[0].cells:
        shares = {code: spread.k / spread.n for code, spread in cell.items.items()}
        assert min(shares, key=shares.get) == "paverka", cell.target_group
    before, after = (next(c for c in r.cells if c.target_group == "jobbcenter") for r in story.rounds)
    up = {i for i, s in after.items.items() if s.k / s.n > before.items[i].k / before.items[i].n}
    assert set(after.items) - up == {"inflytande"}
    new = {c.target_group for c in story.rounds[1].cells} - {c.target_group for c in story.rounds[0].cells}
    assert new == {"familjehem", "placerade_13plus"}


def test_kofoedsminde_against_the_others():
    cells = read_story("kofoedsminde_2022").round.cells
    others = [c.items["inddragelse"].counts for c in cells if c.unit != "Kofoedsminde"]
    assert sum(c["i_hoj_grad"] for c in others) == 168
    assert sum(sum(c.values()) for c in others) == 300


def test_vive_tails():
    cells = {c.target_group: c.items for c in read_story("vive_2021").round.cells}
    items = ("tilfreds", "sagsbehandler")
    tails = {(g, i): round(100 * s[i].negative / s[i].n) for g, s in cells.items() for i in items}
    assert tails == {
        ("eget_hjem", "tilfreds"): 6,
        ("botilbud", "tilfreds"): 8,
        ("eget_hjem", "sagsbehandler"): 13,
        ("botilbud", "sagsbehandler"): 14,
    }
    for item in ("praktisk", "samtaler", "uddannelse"):
        low = sum(c[item].negative for c in cells.values()) / sum(c[item].n for c in cells.values())
        assert 0.03 <= low <= 0.04


def test_tyreso_index_and_its_spread(written):
    """NKI 56.8 to the printed decimal; the person-level index has the assumed standard deviation of 25."""
    items = ("nki_nojd", "nki_forvantningar", "nki_ideal")
    index = [fmean((int(row[i]) - 1) / 9 * 100 for i in items) for row in written["tyreso_2013"]]
    assert len(index) == 423
    assert round(fmean(index), 1) == 56.8
    assert abs(pstdev(index) - 25) < 0.5


def test_tyreso_satisfaction_is_printed_with_one_decimal():
    cell = read_story("tyreso_2013").round.cells[0]
    counts = cell.items["helhet"].counts
    base = sum(counts.values())
    assert [round(100 * counts[c] / base, 1) for c in ("nojd", "mycket_nojd")] == [48.4, 22.8]
    assert round(100 * (counts["nojd"] + counts["mycket_nojd"]) / base, 1) == 71.2
    assert round(100 * cell.answers / cell.offered) == 33


def test_answers_hang_together_in_a_person(written):
    """Who is satisfied in all also finds it easier to get in contact."""
    rows = [r for r in written["sollentuna_2018"] if r["language"] == "sv"]
    frame = pl.DataFrame(rows).select(
        pl.col("helhetssyn").str.contains("nöjd") & ~pl.col("helhetssyn").str.contains("missnöjd"),
        pl.col("kontakt").str.contains("lätt"),
    )
    satisfied, rest = (frame.filter(f)["kontakt"].mean() for f in (pl.col("helhetssyn"), ~pl.col("helhetssyn")))
    assert satisfied > rest + 0.1


@pytest.mark.parametrize("name", STORIES)
def test_no_gender_stands_alone(name):
    """Others than women and men are none, or too many to be given away by subtraction."""
    for round_ in read_story(name).rounds:
        rest = sum(c.answers - sum(c.gender.values()) for c in round_.cells)
        single = [c.answers - sum(c.gender.values()) for c in round_.cells if c.gender]
        assert rest == 0 or rest >= 10
        assert all(n == 0 or n >= 5 for n in single)


SCALE = find_instrument("skr-ifo").instrument.item("forbattrad")


@given(st.integers(0, 60), st.integers(0, 60))
def test_positive_counts_add_up(k, rest):
    counted = dict(count_codes(SCALE, Positive(k, k + rest), where="test"))
    assert counted[1] + counted[2] == k
    assert sum(counted.values()) == k + rest
    assert min(counted.values()) >= 0
    assert NO_OPINION not in counted


@settings(max_examples=40, deadline=None)
@given(st.floats(3.5, 7.5), st.floats(1.5, 2.6), st.integers(20, 300))
def test_scores_have_the_mean_asked_for(mean, sd, n):
    values = draw_scores(Scores(mean, sd, n))
    assert sum(values) == round(mean * n)
    assert len(values) == n
    assert 1 <= min(values) <= max(values) <= 10
    assume(n >= 100)
    assert abs(pstdev(values) - sd) < 0.15


@pytest.mark.parametrize(
    ("spread", "code"),
    [(Positive(5, 4), "S102"), (Positive(2, 4, 3), "S102"), (Named({"jättebra": 3}), "S103")],
)
def test_counts_that_cannot_be(spread, code):
    with pytest.raises(Failure) as failed:
        count_codes(SCALE, spread, where="here")
    assert [p.code for p in failed.value.problems] == [code]


BROKEN = """
name = "n"
title = "t"
publisher = "p"
published = "2026"
instrument = "skr-ifo/2016"
organisation = "o"
language = "sv"
tie = 0.5
summary.sv = "s"
[[rounds]]
id = "1"
[[rounds.cells]]
unit = "u"
target_group = "{group}"
answers = 5
{keys}
[rounds.cells.items]
{item} = [4, {n}]
"""


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"group": "kunder"}, "S103"),
        ({"item": "service"}, "S103"),
        ({"n": 6}, "S102"),
        ({"keys": "gender = { K = 6 }"}, "S102"),
    ],
)
def test_stories_that_do_not_fit(change, code, tmp_path):
    values = {"group": "ungdomar", "item": "kontakt", "n": 5, "keys": ""} | change
    story = parse_story(BROKEN.format(**values), name="broken")
    with pytest.raises(Failure) as failed:
        write_story(story, tmp_path)
    assert [p.code for p in failed.value.problems] == [code]


STRANGE_KEY = BROKEN.format(group="g", item="i", n="5", keys="spare = 1")


@pytest.mark.parametrize("text", ["title =", "title = 'only'", STRANGE_KEY])
def test_files_that_are_no_story(text):
    with pytest.raises(Failure) as failed:
        parse_story(text, name="broken")
    assert [p.code for p in failed.value.problems] == ["S101"]


def test_unknown_story():
    with pytest.raises(Failure) as failed:
        read_story("uppsala_1477")
    assert [p.code for p in failed.value.problems] == ["S104"]
