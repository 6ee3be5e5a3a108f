"""Figures of all rounds together are printed where the figure of every round is printed in full. They are then no more
than anyone could add up. A round whose share is coarsened, told in whole per cent or withheld takes the sum with it,
for the sum less the others would be that round in full. Small groups thus stay withheld, even if two years together
had answers enough: below, youths had 8 and 9, and the declared total of adults and youths would leave them over.
Questions that are not declared comparable are not added up at all. Source: linked tables (Hundepool and others 2012).
The rule is our own.
"""

from genklang.analysis.pooled import protect_pooled
from genklang.disclosure.policy import DEFAULT
from genklang.estimation.estimate import estimate
from genklang.estimation.lattice import Domains

TITLE = "All rounds together"
TABLE = """
round  target_group  gender  contact  responses
2025   adults        M       easy            30
2025   adults        M       hard            10
2026   adults        M       easy            25
2026   adults        M       hard            15
2025   homes         M       easy            15
2025   homes         M       hard            5
2026   homes         M       easy            19
2026   homes         M       hard            1
2025   youths        M       easy            5
2025   youths        M       hard            3
2026   youths        M       easy            6
2026   youths        M       hard            3
"""
EXPECTED = {"adults": "69 % of 80", "homes": "withheld", "youths": "withheld", "people": "withheld"}


def test_a_sum_is_printed_where_each_of_its_parts_is(survey):
    stats = survey(TABLE)
    figures = estimate(stats, ["share_positive"], Domains(("organisation", "target_group")))
    printed = protect_pooled(stats, figures, ["share_positive"], offered=None, policy=DEFAULT)
    rows = printed.filter(item="contact").rows(named=True)
    said = {
        row["target_group"]: f"{row['value']:.0f} % of {row['denominator']}" if row["status"] == "" else "withheld"
        for row in rows
    }
    assert said == EXPECTED
