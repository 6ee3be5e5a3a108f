"""Faults met in the use cases themselves: requests for reports, benchmarks, attacks (U)."""

from genklang.errors import Fault

FAULTS = {
    "U101": Fault("the benchmark table lacks the column “{column}”.", "Give the columns {known}."),
    "U102": Fault("“{value}” is no figure between {low} and {high}.", "Write a number, with a point for decimals."),
    "U103": Fault("the store holds no answers and no published figures.", "Import some first: genklang import."),
    "U104": Fault("the questionnaire has no item “{item}”.", "Choose one of {known}, or leave it empty."),
    "U105": Fault(
        "a unit was named but no organisation.", "Say --organisation too: several may have a unit of that name."
    ),
    "U106": Fault(
        "what was to be written would give away {count} withheld figures, the first of {first}.",
        "Nothing was written. Please report it with the policy and the questionnaire; it is an error of ours.",
    ),
    "U107": Fault("it holds no table of figures.", "Name a CSV or JSON that genklang estimate or report wrote."),
}
