"""Faults of policies and of what is given to disclosure control (D)."""

from genklang.errors import Fault

FAULTS = {
    "D101": Fault("the policy is not TOML ({reason}).", "Correct the line that is named."),
    "D102": Fault("the policy has no setting called “{key}”.", "Use only: {known}."),
    "D103": Fault("“{key}” is {value}.", "Give {wanted}."),
    "D104": Fault(
        "“{lower}” ({low}) is above “{upper}” ({high}).",
        "Raise the second or lower the first; they build on each other.",
    ),
    "D105": Fault(
        "a protected table was put together by hand.", "Make it with protect(), the only way from estimates to print."
    ),
    "D106": Fault(
        "printed figures contradict each other: no counts at all fit their sums.",
        "Check that the files belong together and that each lists all units and groups; figures that were revised "
        "between releases must be attacked release by release.",
    ),
    "D107": Fault("there is no policy called “{name}”.", "Name one of {known}, or a policy file (TOML)."),
    "D108": Fault("no version of the policy is for {year}.", "Its versions are for {years}."),
}
