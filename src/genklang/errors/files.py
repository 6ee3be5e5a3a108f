"""Faults of files, folders and options, whatever they hold (F)."""

from genklang.errors import Fault

FAULTS = {
    "F001": Fault("there is no such file or folder.", "Check the path."),
    "F002": Fault("it cannot be read or written ({reason}).", "Check that it is the right path and that you may."),
    "F003": Fault("a file of this kind is not written here.", "Let its name end in {allowed}."),
    "F004": Fault("there is no {kind} called “{name}”.", "Possible: {known}."),
    "F005": Fault("it is already there.", "Choose another name, or remove it first."),
    "F006": Fault("there is no folder {folder} to write it in.", "Make the folder first, or write somewhere else."),
    "F007": Fault("it was stopped before it was done.", "Nothing was written by halves: start it again."),
    "F010": Fault("{message}", "`{command} --help` shows what it takes."),
    "F020": Fault("it is not a picture of the kind PNG or JPEG, or it is damaged.", "Save it as PNG and try again."),
    "F021": Fault("the picture is too large (the limit is {limit}).", "Save it smaller: 480 × 160 pixels are enough."),
    "F999": Fault(
        "an error of ours has stopped the work ({reason}).",
        "Please report it; with GENKLANG_DEBUG=1 the whole trace is shown.",
    ),
}
