"""Figures held against a recount in plain Python from the table of answers."""

import json
import re
from collections import Counter, defaultdict

import pytest
from command_line import do, read_rows, write_rows

from genklang.analysis import find_instrument

KEYS = ("round", "organisation", "unit", "target_group", "gender")
POSITIVE = {
    "kontakt": {"1", "2"},
    "information": {"1", "2"},
    "forstaelse": {"1", "2"},
    "inflytande": {"1"},
    "paverka": {"1", "2"},
    "helhetssyn": {"1", "2"},
    "forbattrad": {"1", "2"},
}
"""By Kolada's definitions; −1, no opinion, stands outside the base."""


def recount(rows: list[dict[str, str]], keys: tuple[str, ...]) -> dict[tuple[str, ...], tuple[int, int, int]]:
    """Return (keys and item) → (positive, base, answers)."""
    counts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for row in rows:
        for item, positive in POSITIVE.items():
            cell = counts[*(row[k] for k in keys), item]
            cell["answers"] += any(row[i] for i in POSITIVE)
            cell["base"] += row[item] not in {"", "-1"}
            cell["positive"] += row[item] in positive
    return {key: (c["positive"], c["base"], c["answers"]) for key, c in counts.items()}


def read_estimates(path, keys: tuple[str, ...]) -> dict[tuple[str, ...], dict[str, str]]:
    """Return (keys and item) → the row of the share positive."""
    rows = [r for r in read_rows(path) if r["statistic"] == "share_positive" and r["target_group"] != "ifo"]
    assert {r[k] for r in rows for k in KEYS if k not in keys} <= {""}
    return {(*(r[k] for k in keys), r["item"]): r for r in rows}


NESTINGS = (KEYS, ("round", "organisation", "unit"), ("round", "target_group"), ("organisation",), ("round", "gender"))


@pytest.mark.parametrize("keys", NESTINGS, ids=",".join)
def test_unprotected_figures_are_those_of_a_recount(survey, tmp_path, keys):
    do("estimate", "--store", survey.store, "--by", ",".join(keys), "--out", tmp_path / "o.csv", "--unprotected")
    counted = recount(read_rows(survey.answers), keys)
    estimates = read_estimates(tmp_path / "o.csv", keys)
    assert set(estimates) == set(counted)
    for key, (positive, base, answers) in counted.items():
        row = estimates[key]
        assert (int(row["numerator"]), int(row["denominator"]), int(row["answers"])) == (positive, base, answers), key
        assert row["value"] == "" if base == 0 else float(row["value"]) == pytest.approx(100 * positive / base)
        assert row["status"] == ("" if base else "w")
        assert base == 0 or float(row["low"]) <= float(row["value"]) <= float(row["high"])


def test_the_finest_figures_add_up_to_the_totals(survey, tmp_path):
    for name, by in (("fine", KEYS), ("whole", ("round", "organisation"))):
        do("estimate", "--store", survey.store, "--by", *by, "--out", tmp_path / f"{name}.csv", "--unprotected")
    fine, whole = (
        read_estimates(tmp_path / f"{n}.csv", ("round", "organisation", *k))
        for n, k in (("fine", KEYS[2:]), ("whole", ()))
    )
    for column in ("numerator", "denominator", "answers"):
        added: Counter[tuple[str, ...]] = Counter()
        for key, row in fine.items():
            added[*key[:2], key[-1]] += int(row[column])
        assert added == {key: int(row[column]) for key, row in whole.items()}


NOTHING = {"value": None, "numerator": 0, "denominator": 0, "answers": 0}


def test_protected_figures_are_the_true_ones_or_coarser(survey, tmp_path):
    for name, flags in (("true", ["--unprotected"]), ("told", [])):
        do("estimate", "--store", survey.store, "--by", *KEYS, "--out", tmp_path / f"{name}.json", *flags)
    true, told = (json.loads((tmp_path / f"{n}.json").read_text("utf-8")) for n in ("true", "told"))
    known = {tuple(r[k] for k in (*KEYS, "item", "statistic")): r for r in true}
    statuses = Counter()
    for row in told:
        # A group that was offered it and gave no answer is no true figure: it is withheld, or said to be empty.
        fact = known.get(tuple(row[k] for k in (*KEYS, "item", "statistic")), NOTHING)
        statuses[row["status"]] += 1
        assert row["gender"] != "X"
        for column in ("numerator", "denominator", "answers"):
            assert row[column] in {None, fact[column]}
        if row["status"] == "":
            assert row["value"] == fact["value"]
            assert fact["answers"] >= 10
        elif row["status"] == "s":
            counts = row["statistic"] == "answers"
            assert row["value"] is None if counts else abs(row["value"] - fact["value"]) <= 0.5
            assert row["numerator"] is row["low"] is None
        elif row["status"] == "ge":
            assert row["value"] <= fact["value"]
        elif row["status"] == "le":
            assert row["value"] >= fact["value"]
        else:
            assert row["value"] is None
    assert statuses["c"] > 0 < statuses[""]


def test_files_by_different_keys_withstand_the_attack_together(survey, tmp_path):
    files = []
    for place, by in enumerate((("unit",), ("target_group",), ("unit", "gender"))):
        files.append(tmp_path / f"{place}.csv")
        do("estimate", "--store", survey.store, "--by", "round", "organisation", *by, "--out", files[-1])
    assert "Nothing that is withheld can be computed back." in do("attack", *files).err


def test_labels_in_arabic_are_the_codes(survey, tmp_path):
    instrument = find_instrument("skr-ifo").instrument
    texts = instrument.texts["ar"]
    labels = {
        item.code: {str(c.code): texts.scales[item.scale][c.name] for c in item.categories}
        for item in instrument.items
        if item.code in POSITIVE
    }
    genders = {"K": "امرأة", "M": "رجل", "X": "غير ذلك أو لا أريد الإجابة"}
    rows = [
        row
        | {item: words.get(row[item], "") for item, words in labels.items()}
        | {"gender": genders[row["gender"]], "target_group": texts.target_groups[row["target_group"]], "language": "ar"}
        for row in read_rows(survey.answers)
    ]
    assert all(re.search("[\u0600-\u06ff]", row["kontakt"] or "ء") for row in rows)
    write_rows(tmp_path / "ar.csv", rows)
    do(
        "import",
        tmp_path / "ar.csv",
        "--instrument",
        "skr-ifo",
        "--store",
        tmp_path / "ar",
        "--offered",
        survey.offered,
    )
    for store, name in ((survey.store, "codes.csv"), (tmp_path / "ar", "labels.csv")):
        do("estimate", "--store", store, "--by", *KEYS, "--out", tmp_path / name, "--unprotected")
    assert (tmp_path / "codes.csv").read_bytes() == (tmp_path / "labels.csv").read_bytes()
