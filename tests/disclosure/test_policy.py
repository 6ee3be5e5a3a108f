"""Policies from files: what they change, and what is said of one that cannot be used."""

import pytest

from genklang.disclosure.policy import DEFAULT, Policy, load_policy
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
