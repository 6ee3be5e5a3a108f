"""By fault and kind of mark: each question stands in the column of what was done and the rows of its faults."""

from paper_sheets import trial_form

from genklang.paper.synthesis.faults import FAULTS
from genklang.paper.synthesis.people import ACTS
from genklang.paper.synthesis.trial import NO_FAULT, REVIEW, RIGHT, WRONG, Outcome
from genklang.paper.training.by_fault import GROUPS, try_levels, write_table


def rows_of(table):
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return {row[0]: dict(zip(rows[0][1:], row[1:], strict=True)) for row in rows[2:]}


def test_every_act_has_its_column_once():
    acts = [act for group in GROUPS.values() for act in group]
    assert sorted(acts) == sorted({*ACTS, "blank"})


def test_a_question_counts_under_each_fault_of_its_scan_and_once_in_all():
    outcome = Outcome()
    outcome.results.update(
        {
            ("cross", NO_FAULT, RIGHT): 3,
            ("cross", NO_FAULT, REVIEW): 1,
            ("tick", "blur fax", WRONG): 2,
            ("blank", "fax", REVIEW): 5,
        }
    )
    rows = rows_of(write_table(outcome))
    assert list(rows) == [NO_FAULT, *FAULTS, "all"]
    assert rows[NO_FAULT]["crosses"] == "25.0 (0/4)"
    assert rows["blur"]["ticks, lines, dots"] == rows["fax"]["ticks, lines, dots"] == "0.0 (2/2)"
    assert rows["blur"]["blank"] == "– (0/0)"
    assert rows["fax"]["all"] == "71.4 (2/7)"
    assert rows["all"]["all"] == "54.5 (2/11)"


def test_sheets_are_read_at_both_levels():
    outcome = try_levels([trial_form()], sheets=4)
    assert outcome.pages == 8
    assert outcome.questions > 20
    assert outcome.suffer({NO_FAULT}).questions + outcome.suffer(set(FAULTS)).questions == outcome.questions
    assert outcome.suffer(set(FAULTS)).questions >= 10
