"""Faults of files, folders and options, whatever they hold (F)."""

from genklang.errors import Fault

FAULTS = {
    "F001": Fault("there is no such file or folder.", "Check the path."),
    "F002": Fault("it cannot be read or written ({reason}).", "Check that it is the right path and that you may."),
    "F003": Fault(
        "a file cannot be written in this format; its name must end in {allowed}.", "Choose one of these endings."
    ),
    "F004": Fault("there is no {kind} called “{name}”; there is {known}.", "Choose one of these."),
    "F005": Fault("it is already there.", "Choose another name, or remove it first."),
    "F999": Fault(
        "an error of ours has stopped the work ({reason}).",
        "Please report it; with GENKLANG_DEBUG=1 the whole trace is shown.",
    ),
}
