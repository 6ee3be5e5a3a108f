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
    "D109": Fault(
        "counts by these keys cannot be protected together.",
        "Give from one to {most} keys that cross each other; two of which one is within the other count as one.",
    ),
    "D110": Fault("the counts cannot be used: {reason}.", "Give whole numbers from 0 up, and a value for every key."),
    "D111": Fault("there is no visible sheet called “{sheet}”.", "Write its name as the workbook has it."),
    "D112": Fault("the mapping cannot be used: {reason}.", "See “Attack a foreign workbook” in the how-to guides."),
    "D113": Fault("the tables lack {columns}.", "Give tables of figures, or key columns with “count” and “status”."),
    "D114": Fault(
        "the ledger is not as it was written: {reason}.",
        "Take it back from a backup; what was published cannot be made unpublished.",
    ),
    "D115": Fault(
        "with what was published before, {count} withheld figures can be computed back, the first of {first}.",
        "Withhold more, or publish the same figures as before.",
    ),
    "D116": Fault("its cheapest pattern cannot be found: {reason}.", "Give a smaller table, or use protect_counts()."),
    "D117": Fault(
        "a declared total cannot be used: {reason}.",
        "Give key → name of the total → the values that it holds; a key that units stand within cannot have any.",
    ),
    "D118": Fault(
        "{cells} counts by several keys are too many to be protected together.",
        "Leave a key out or take groups together, down to {most}; by one key alone there is no limit.",
    ),
}
