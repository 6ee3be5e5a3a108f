"""A percentage of a known number of people is a count, or a few counts. Printed without decimals it is any count that
may be rounded to it, at either side of the tie; with each decimal ten times fewer fit. Of a hundred people or fewer a
whole per cent leaves one count only, so the attack on other people's tables reads percentages as counts with a least
and a most, and lets the parts and their total bound each other. A percentage that no whole number gives says nothing
(the audit names it). Danish and Swedish decimal commas are read like points, with or without a sign for per cent.
Source: what rounding leaves of a count, as in the GRIM test (Brown and Heathers 2017).
"""

import pytest

from genklang.analysis.foreign_tables import read_foreign

TITLE = "What a printed percentage tells"
TABLE = """
printed   of     least  most
33         40       13    13
33        400      130   134
33,3      400      133   133
33,3 %   4000     1330  1334
50         10        5     5
100        40       40    40
0         400        0     2
51         10     says nothing
"""
MAPPING = """
[[table]]
keys = { unit = "unit" }
across = "answer"
of = "of"
count = { satisfied = "share" }
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines()[1:])
def test_a_percentage_is_read_as_every_count_that_it_may_be(line, tmp_path):
    share, rest = line[:9].strip(), line[9:].split()
    (tmp_path / "f.csv").write_text(f"unit;share;of\nnorth;{share};{rest[0]}\n", encoding="utf-8")
    (tmp_path / "m.toml").write_text(MAPPING, encoding="utf-8")
    tables, _ = read_foreign([tmp_path / "f.csv"], tmp_path / "m.toml")
    found = tables[0].filter(answer="satisfied").select("least", "most").rows()
    assert found == ([] if "says" in rest else [tuple(map(int, rest[1:]))])
