"""What the audit finds in old or foreign results (C1)."""

from genklang.errors import Fault

ASK = "Ask who published it."

FAULTS = {
    "C101": Fault(
        "{name} is {value} per cent, which no number of people up to the {answers} who answered can give.",
        "Look for another number of answers, weights or a slip of the pen. " + ASK,
    ),
    "C102": Fault(
        "{name} is {value} per cent of those offered it, which {answers} answers can be of no whole number of "
        "people; {other} would give it.",
        "One of the two figures is another count than it says. " + ASK,
    ),
    "C103": Fault(
        "{name}: the groups have {parts} answers together, the total only {total}.", "A part cannot exceed. " + ASK
    ),
    "C104": Fault(
        "{name} is {value} per cent for all, outside the {low}–{high} of its groups; those outside the groups would "
        "have to be {needed} per cent of all, and are {known}.",
        "Total and groups were not counted on the same answers. " + ASK,
    ),
    "C105": Fault(
        "{name} is {value} per cent for all, outside the {low}–{high} of women and men; {needed} per cent of all would "
        "have to have stated neither.",
        "Right only where so many did. " + ASK,
    ),
    "C106": Fault(
        "all {count} shares ({group}) are the same as in {other}.", "One of the two was copied from the other. " + ASK
    ),
    "C107": Fault(
        "all {count} shares ({group}) are the same as those of {other}.",
        "One of the two was copied from the other. " + ASK,
    ),
    "C108": Fault(
        "{first} and {second} ({group}) seem to have changed places: {first_value} and {second_value} per cent, "
        "elsewhere about {first_usual} and {second_usual}.",
        ASK,
    ),
    "C109": Fault(
        "the columns {first} and {second} ({group}) seem to have changed places: on average {first_value} and "
        "{second_value} per cent, in other rounds {first_usual} and {second_usual}.",
        ASK,
    ),
    "C110": Fault("the parts of {name} add up to {sum} per cent.", "They must be 100, but for rounding. " + ASK),
    "C111": Fault(
        "{name} is {value} per cent, but {k} of {n} is {right}.", "Correct the share or the counts, or say what it is."
    ),
    "C112": Fault("{name} is {value} per cent.", "A share or rate lies between 0 and 100. " + ASK),
    "C113": Fault(
        "rate and number of answers ({group}) seem to have changed places: {rate} per cent, {answers} answers.",
        ASK,
    ),
    "C120": Fault(
        "it is neither a Kolada table nor a table of figures.",
        "Give kpi, municipality, gender, period, value; or round, organisation, item, statistic, value and status.",
    ),
}
