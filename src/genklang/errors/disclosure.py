"""Faults of policies and of what is given to disclosure control (D)."""

from genklang.errors import Fault

FAULTS = {
    "D101": Fault("the policy is not TOML ({reason}).", "Correct the line that is named."),
    "D102": Fault("the policy has no setting called “{key}”.", "Use only: {known}."),
    "D103": Fault("“{key}” is {value}.", "Give {wanted}."),
    "D104": Fault(
        "“{lower}” ({low}) is above “{upper}” ({high}).", "Raise the second or lower the first; they build on each other."
    ),
    "D105": Fault(
        "a protected table was put together by hand.", "Make it with protect(), the only way from estimates to print."
    ),
    "D106": Fault(
        "the counts of {where} do not add up ({parts} in the parts, {whole} in the total).",
        "Count again from the same answers; without sums that hold, nothing can be promised about what is hidden.",
    ),
}
