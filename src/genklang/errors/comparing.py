"""Faults of what comparisons, planning and drivers are asked for (E15)."""

from genklang.errors import Fault

FAULTS = {
    "E150": Fault("{value!r} is not a percentage.", 'Give numbers from 0 to 100, or texts such as "83.3".'),
    "E151": Fault("{value} is no number of people to look through.", "Give a whole number from 1 to {most:,}."),
    "E152": Fault(
        "the counts do not fit: some are negative, or more are positive than answered.",
        "Give k from 0 to n for each.",
    ),
    "E153": Fault(
        "nothing can be planned with {before} and {after} answers at a share of {share}.",
        "Give numbers above 0, and a share between 0 and 1, such as 0.8.",
    ),
    "E154": Fault(
        "the table lacks the columns {columns}.", "Give one row a group with k and n (or numerator and denominator)."
    ),
    "E155": Fault("nobody has answered on this side.", "Compare two rounds that both have answers."),
    "E156": Fault("the table lacks the columns {columns}.", "Name columns that it has: {known}."),
    "E157": Fault(
        "the column “{column}” holds no numbers.", "Give the answers as scores, blank where nobody has an opinion."
    ),
    "E158": Fault(
        "{answers} complete rows, or columns that do not vary, give no relative weights.",
        "Give at least two predictors and {least} rows with an answer in every column, and leave out what all answered "
        "alike.",
    ),
    "E159": Fault(
        "{clusters} {kind}s in {strata} strata are too few for the errors of {predictors} predictors.",
        "Leave out predictors, merge strata, or give the weights without limits from a call without the design.",
    ),
}
