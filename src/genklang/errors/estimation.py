"""Faults of counting and estimating (E1)."""

from genklang.errors import Fault

FAULTS = {
    "E101": Fault(
        "counts made with different instruments cannot be added.",
        "Count both with the same published instrument.",
    ),
    "E102": Fault(
        "figures cannot be given by {keys}.",
        "Choose among round, organisation, unit, target_group and gender; unit needs organisation beside it.",
    ),
    "E103": Fault("there is no statistic of this name.", "Choose one of: {names}."),
    "E104": Fault(
        "the answers lack the columns {columns}.",
        "Import them with the instrument that they were collected with.",
    ),
    "E105": Fault("there are no answers from this round.", "Choose one of: {rounds}."),
    "E106": Fault("the questionnaire {instrument} has no item that it is made of.", "Choose another statistic."),
    "E107": Fault(
        "it cannot be given, as how many were offered the questionnaire is not known.",
        "Import the answers with --offered, or give --frame.",
    ),
}
