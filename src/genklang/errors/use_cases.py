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
    "U107": Fault(
        "it holds no table of figures.", "Name a CSV, JSON or Parquet file that genklang estimate or report wrote."
    ),
    "U108": Fault(
        "the table of figures lacks the columns {columns}, so nothing can be said of what it gives away.",
        "Use the whole table as genklang estimate or report wrote it.",
    ),
    "U109": Fault("“{value}” in the column “{column}” is not {expected}.", "Correct it, or write the table anew."),
    "U110": Fault("the round “{previous}” does not come before “{round}”.", "Choose an earlier one."),
    "U111": Fault(
        "the store holds no answers to count.",
        "Import some first: genklang import. Published figures are read with genklang report.",
    ),
    "U113": Fault("a mean of so few says little of those alike.", "Name at least {least} organisations."),
    "U112": Fault(
        "{organisations} organisations, {units} units and {rounds} rounds make more than {limit} groups of people.",
        "Ask for fewer.",
    ),
}
