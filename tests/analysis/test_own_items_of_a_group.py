"""A group with items of its own, in a unit of its own, never gives away a small group that is asked the core."""

import csv
import random

import pytest

from genklang.analysis import attack, estimate, find_instrument, import_answers, write_table

CORE = ("kontakt", "information", "forstaelse", "inflytande", "paverka", "helhetssyn")
GROUPS = {
    "Ekonomi": "ekonomiskt_bistand",
    "Jobb": "jobbcenter",
    "Vuxna": "oppenvard_vuxna",
    "Placerade": "placerade_13plus",
}
SIZES = [
    {"Ekonomi": 60, "Jobb": 30, "Vuxna": 6, "Placerade": 4, "Familjehem": 10},
    {"Ekonomi": 60, "Jobb": 30, "Vuxna": 12, "Placerade": 12, "Familjehem": 4},
    {"Ekonomi": 60, "Jobb": 30, "Vuxna": 8, "Placerade": 3, "Familjehem": 3},
]


def make_rows(sizes):
    rng = random.Random(5)
    for unit, size in sizes.items():
        group = GROUPS.get(unit, "familjehem")
        items = CORE if unit in GROUPS else ("familjehem_avtal", "familjehem_stod")
        for _ in range(size):
            yield {"unit": unit, "target_group": group} | {item: rng.choice((1, 1, 2)) for item in items}


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_nothing_comes_back(tmp_path, sizes):
    with (tmp_path / "2026.csv").open("w", newline="") as file:
        columns = ("unit", "target_group", *CORE, "familjehem_avtal", "familjehem_stod")
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(make_rows(sizes))
    instrument = "skr-ifo-koping"
    import_answers([tmp_path / "2026.csv"], published=find_instrument(instrument), place=tmp_path / "store")
    keys = ("round", "organisation", "unit", "target_group")
    names = ("share_positive", "distribution", "answers")
    protected = estimate(tmp_path / "store", by=keys, statistics=names, margins=True)
    assert "c" in set(protected["status"])
    assert protected.filter(unit="Ekonomi", item="kontakt", statistic="share_positive")["status"].to_list()[0] != "c"
    bare = estimate(tmp_path / "store", by=keys, statistics=names, margins=True, protected=False)
    for name, figures, leaks in (("protected", protected, False), ("bare", bare, True)):
        write_table(figures, tmp_path / f"{name}.csv")
        assert bool(attack([tmp_path / f"{name}.csv"], instrument=instrument)) is leaks
