"""*Is it different, has it changed, what about next year's clients?* Wilson's interval, without the population.

The same answers, asked about the process behind them: how many were offered does not matter. An interval narrowed by
the population covers this target only 70–77 % of the time, so the two kinds are labelled and never swapped. Source:
Wilson (1927).
"""

from genklang.tables.estimate import Interval

TITLE = "About the process: Wilson"
TABLE = """
responses  unit  contact
       43  east  easy
        5  east  hard
"""
OFFERED = """
unit  offered
east       90
"""
EXPECTED = {"value": 89.58, "low": 77.83, "high": 95.47, "interval": "process"}


def test_the_population_does_not_matter(told, holds):
    assert holds(told(TABLE, "share_positive", offered=OFFERED, interval=Interval.PROCESS), EXPECTED)
    assert holds(told(TABLE, "share_positive", interval=Interval.PROCESS), EXPECTED)
