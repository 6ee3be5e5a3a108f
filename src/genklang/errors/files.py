"""Faults of files, folders and options, whatever they hold (F)."""

from genklang.errors import Fault

FAULTS = {
    "F001": Fault("there is no such file or folder.", "Check the path."),
    "F002": Fault("it cannot be read ({reason}).", "Check that it is the right file and that you may read it."),
    "F003": Fault("it cannot be written ({reason}).", "Choose a folder that you may write to."),
}
