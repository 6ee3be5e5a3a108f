"""Policies from files: what they change, and what is said of one that cannot be used."""

from pathlib import Path

import pytest
from small_survey import TOTALS, count_population, draw_answers, estimate_plainly

from genklang.analysis.protection import find_policy
from genklang.disclosure.attack import attack
from genklang.disclosure.policy import DEFAULT, Policy, find_shipped_policy, load_policy
from genklang.disclosure.protect import protect
from genklang.errors import Failure


def write(folder, text):
    path = folder / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_defaults_are_the_methods():
    assert (DEFAULT.minimum, DEFAULT.full, DEFAULT.offered, DEFAULT.feasible) == (5, 10, 10, 5)
    assert (DEFAULT.coarse_from, DEFAULT.coarse_share) == (20, 95)


def test_a_file_changes_what_it_names(tmp_path):
    policy = load_policy(
        write(tmp_path, 'name = "kolada"\nversion = "2016"\nvalid_from = "2016"\nvalid_to = "2016"\nminimum = 10')
    )
    assert policy == Policy(name="kolada", version="2016", valid_from="2016", valid_to="2016", minimum=10)


@pytest.mark.parametrize(("year", "valid"), [("2015", False), ("2016", True), ("2018", True), ("2019", False)])
def test_validity_is_by_year(year, valid):
    assert Policy(valid_from="2016", valid_to="2018").is_valid(year) is valid


def test_without_years_a_policy_is_always_valid():
    assert DEFAULT.is_valid("1999")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("minimum = ", "D101"),
        ("minimun = 5", "D102"),
        ("minimum = 0", "D103"),
        ('minimum = "5"', "D103"),
        ("minimum = true", "D103"),
        ("name = 5", "D103"),
        ("coarse_share = 96", "D103"),
        ("coarse_share = 50", "D103"),
        ("minimum = 11", "D104"),
        ("full = 21", "D104"),
        ('valid_from = "2020"\nvalid_to = "2019"', "D104"),
    ],
)
def test_each_fault_has_its_code(tmp_path, text, code):
    with pytest.raises(Failure) as failure:
        load_policy(write(tmp_path, text))
    assert [p.code for p in failure.value.problems] == [code]


def test_every_fault_of_a_file_is_told_at_once(tmp_path):
    with pytest.raises(Failure) as failure:
        load_policy(write(tmp_path, "minimun = 5\nfull = 0"))
    assert [p.code for p in failure.value.problems] == ["D102", "D103"]


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(Failure, match="F001"):
        load_policy(tmp_path / "none.toml")


def test_a_file_that_is_not_text_is_told(tmp_path):
    path = tmp_path / "policy.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Failure, match="F002"):
        load_policy(path)


@pytest.mark.parametrize(
    ("year", "minimum"), [("2016", 10), ("2017", 5), ("2020", 5), ("2021", 10), ("2026", 10), ("", 10)]
)
def test_the_national_limits_are_those_of_their_year(year, minimum):
    assert find_shipped_policy("kolada", year).minimum == minimum


def test_danish_psychiatry_asks_for_ten_handed_out_and_five_returned():
    policy = find_shipped_policy("lup", "2020")
    assert (policy.offered, policy.minimum, policy.full) == (10, 5, 5)


def test_the_shipped_rules_of_this_project_are_the_usual_ones():
    assert find_shipped_policy("genklang") == DEFAULT


def test_a_policy_is_named_or_given_as_a_file(tmp_path):
    assert find_policy(None) == DEFAULT
    assert find_policy(Path("kolada/2018")) == find_shipped_policy("kolada", "2018")
    assert find_policy(write(tmp_path, "minimum = 7")).minimum == 7


@pytest.mark.parametrize(("name", "code"), [("kolda", "D107"), ("kolada.toml", "F001")])
def test_a_policy_that_is_not_there_is_named(name, code):
    with pytest.raises(Failure, match=code):
        find_policy(Path(name))


def test_a_year_that_no_version_is_for_is_named(tmp_path, monkeypatch):
    (tmp_path / "old.toml").write_text('name = "old"\n[[version]]\nversion = "1"\nvalid_to = "2016"\n')
    monkeypatch.setattr("genklang.disclosure.policy.SHELF", tmp_path)
    with pytest.raises(
        Failure, match=r"D108 old: no version of the policy is for 2017\. Its versions are for …–2016\."
    ):
        find_shipped_policy("old", "2017")


def test_limits_without_a_range_between_them_can_be_attacked():
    policy = find_shipped_policy("lup")
    responses = draw_answers(n=120, units=3, groups=2, items=1, seed=4)
    tables = protect(estimate_plainly(responses), None, count_population(responses), policy, totals=TOTALS)
    assert attack(tables, policy, totals=TOTALS) == []
