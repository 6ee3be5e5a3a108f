"""Faults of the stories that genklang ships, and of the demonstration built from them (S)."""

from genklang.errors import Fault

FAULTS = {
    "S101": Fault("the story cannot be read ({reason}).", "Mend the file; docs/explanation/stories.md shows the keys."),
    "S102": Fault("the counts do not fit ({reason}).", "Correct the counts of this group and item."),
    "S103": Fault("{kind} {name!r} is not in the questionnaire.", "Choose one of {known}."),
    "S104": Fault("there is no story called “{name}”.", "Choose one of {known}."),
    "S105": Fault("no free port was found from {first} to {last}.", "Close what uses them, or choose another --port."),
    "S106": Fault("the folder holds something else than a demonstration.", "Choose another --out, or empty it first."),
}
