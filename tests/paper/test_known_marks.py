"""Marks that people drew, from a file: how they come into boxes, what is counted, and files that hold none."""

import json

import numpy as np
import pytest
from paper_sheets import trial_form

from genklang.errors import Failure
from genklang.paper.geometry import BOX
from genklang.paper.synthesis.marks import Pen
from genklang.paper.synthesis.people import fill
from genklang.paper.synthesis.trial import INK_SCALE, RIGHT, WRONG, try_reading
from genklang.paper.training import known_marks
from genklang.paper.training.known_marks import KINDS, list_rates, read_marks

CROSS = [[[0.1, 0.2], [0.5, 0.55], [0.9, 0.8]], [[0.8, 0.1], [0.1, 0.9]]]
WIDE_CROSS = [[[0, 10], [40, 30]], [[38, 9], [2, 33]]]
RING = [[[0.5 + 0.5 * np.cos(a), 0.5 + 0.45 * np.sin(a)] for a in np.linspace(0, 6.4, 12)]]
FILLED = [[[x / 8, y] for x in range(9) for y in ((0, 1) if x % 2 else (1, 0))]]
WORD = [[[0, 1], [0.2, 0], [0.4, 1], [0.6, 0], [0.8, 1], [1, 0]]]
PEN = Pen(0.4, 0.9)


@pytest.fixture
def write(tmp_path):
    """Write a file of marks."""

    def written(held):
        path = tmp_path / "marks.json"
        path.write_text(held if isinstance(held, str) else json.dumps(held), encoding="utf-8")
        return path

    return written


def draw(known, kind, *, seed=1, middle=(20.0, 15.0)):
    """The ink of one mark, as its extent in mm: left, top, right, bottom."""
    layer = np.zeros((round(30 * INK_SCALE), round(40 * INK_SCALE)), np.float32)
    known(layer, kind, middle, pen=PEN, scale=INK_SCALE, rng=np.random.default_rng(seed))
    rows, columns = (np.flatnonzero((layer > 0.3).any(axis=axis)) for axis in (1, 0))
    return np.array([columns[0], rows[0], columns[-1], rows[-1]]) / INK_SCALE


@pytest.mark.parametrize(("kind", "low", "high"), [("cross", 0.8, 1.4), ("ring", 1.25, 1.9), ("dot", 0.15, 0.4)])
def test_a_drawing_is_brought_to_the_size_of_its_kind_and_keeps_its_shape(write, kind, low, high):
    known = read_marks(write({kind: [WIDE_CROSS]}))
    sides = []
    for seed in range(12):
        left, top, right, bottom = draw(known, KINDS[kind], seed=seed)
        sides.append((right - left - PEN.width) / BOX)
        assert abs((left + right) / 2 - 20) < 1.4
        assert abs((top + bottom) / 2 - 15) < 1.4
        assert (right - left) / (bottom - top) > 1.2
    assert low - 0.08 < min(sides) < max(sides) < high + 0.08
    assert max(sides) > min(sides) + 0.1


def test_a_box_is_filled_with_a_broad_pen(write):
    layer = np.zeros((round(30 * INK_SCALE), round(40 * INK_SCALE)), np.float32)
    read_marks(write({"filled": [FILLED]}))(
        layer, "fill", (20, 15), pen=PEN, scale=INK_SCALE, rng=np.random.default_rng(1)
    )
    middle = layer[round(13.5 * INK_SCALE) : round(16.5 * INK_SCALE), round(18.5 * INK_SCALE) : round(21.5 * INK_SCALE)]
    assert (middle > 0.3).mean() > 0.95


def test_kinds_without_a_drawing_are_drawn_by_rule_and_a_point_is_a_point(write):
    known = read_marks(write({"dot": [[[[3, 3]]]]}))
    left, top, right, bottom = draw(known, "dot")
    assert max(right - left, bottom - top) < 3 * PEN.width
    left, top, right, bottom = draw(known, "cross")
    assert max(right - left, bottom - top) > 2


def test_halves_of_a_file_have_no_drawing_in_common(write):
    path = write({"cross": [CROSS, WIDE_CROSS, CROSS], "odd": [WORD, RING]})
    even, odd = (read_marks(path, part=part, parts=2).drawings for part in (0, 1))
    assert [len(even["cross"]), len(odd["cross"]), len(even["word"]), len(odd["word"])] == [2, 1, 1, 1]
    assert not np.allclose(even["word"][0][0][:2], odd["word"][0][0][:2])


def test_boxes_are_filled_in_and_corrected_with_the_drawings_alone(write):
    known = read_marks(write({"cross": [CROSS], "filled": [FILLED]}))
    seen = []

    def watch(layer, kind, middle, *, pen, scale, rng):
        seen.append((kind, middle))
        known(layer, kind, middle, pen=pen, scale=scale, rng=rng)

    filled = fill(trial_form().layout, np.random.default_rng(4), scale=INK_SCALE, acts=known.acts, draw=watch)
    assert {kind for kind, _ in seen} == {"cross", "fill"}
    assert set(filled.acts.values()) <= {"cross", "fill", "corrected", "blank"}
    assert len(seen) > len([a for a in filled.acts.values() if a != "blank"])


def test_plain_crosses_are_the_answer_and_each_kind_has_its_row(write):
    known = read_marks(write({"cross": [CROSS, WIDE_CROSS], "odd": [WORD]}))
    rows = list(list_rates(known, [trial_form()], levels=["clean"], sheets=3, seed=2))
    assert rows == list(list_rates(known, [trial_form()], levels=["clean"], sheets=3, seed=2))
    cells = {r.split(" | ")[1]: r.strip("|\n ").split(" | ") for r in rows}
    assert list(cells) == ["cross", "odd", "blank", "all"]
    assert int(cells["cross"][2]) > 5
    assert cells["cross"][3:] == ["0.0 %", "0"]
    assert int(cells["all"][2]) == sum(int(c[2]) for name, c in cells.items() if name != "all")


def test_marks_that_leave_no_ink_are_counted_as_silent_errors():
    found = try_reading([trial_form()], "clean", sheets=2, seed=3, acts={"cross": 1.0}, draw=lambda *_, **__: None)
    assert found.count(WRONG) > found.count(RIGHT)


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        ("not JSON", "Expecting value"),
        ("[]", "built otherwise"),
        ("{}", "no drawings"),
        ({"cross": []}, "no drawings"),
        ({"crosses": [CROSS]}, "crosses"),
        ({"cross": [[]]}, "list of points"),
        ({"cross": [[[0.1, 0.2]]]}, "list of points"),
        ({"cross": [[[[0.1, 0.2, 0.3]]]]}, "list of points"),
        ({"cross": [[[[0.1, "a"]]]]}, "could not convert"),
        ({"cross": [[[[0.1, None]]]]}, "list of points"),
        ('{"cross": [[[[0, NaN], [1, 1]]]]}', "list of points"),
        ({"cross": {"a": CROSS}}, "built otherwise"),
        ({"cross": 3}, "built otherwise"),
    ],
)
def test_files_that_hold_no_marks_are_refused_with_what_to_do(write, held, reason, monkeypatch, capsys):
    path = write(held)
    with pytest.raises(Failure) as caught:
        read_marks(path)
    (fault,) = caught.value.problems
    assert fault.code == "P115"
    assert reason in fault.what
    assert "points [x, y]" in fault.remedy
    monkeypatch.setattr("sys.argv", ["known_marks", str(path)])
    with pytest.raises(SystemExit) as stopped:
        known_marks.main()
    assert stopped.value.code == 2
    assert "P115" in capsys.readouterr().err


def test_the_command_prints_a_table(write, monkeypatch, capsys):
    path = write({"cross": [CROSS], "filled": [FILLED], "ring": [RING]})
    monkeypatch.setattr("sys.argv", ["known_marks", str(path), "--levels", "clean", "--sheets", "1"])
    monkeypatch.setattr(known_marks, "make_blank_pages", lambda: None)
    monkeypatch.setattr(known_marks, "make_trial_forms", lambda pages, *, most: [trial_form()][:most])
    known_marks.main()
    head, line, *rows = capsys.readouterr().out.splitlines()
    assert head.count("|") == line.count("|") == rows[0].count("|") == 6
    assert [r.split(" | ")[1] for r in rows] == ["cross", "filled", "ring", "corrected", "blank", "all"]
