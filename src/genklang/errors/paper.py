"""Faults of paper forms and of scans (P)."""

from genklang.errors import Fault

FAULTS = {
    "P101": Fault("forms have no words in this language yet.", "Choose one of {known}, or translate the words first."),
    "P102": Fault("the questionnaire is not translated into this language.", "Choose one of {known}."),
    "P103": Fault(
        "the form does not fit on {pages} pages as {variant}.",
        "Choose another variant, or shorten the texts: sheets carry no number, so a form is a leaf (large print: two).",
    ),
    "P104": Fault("the questionnaire has no such target group.", "Choose one of {known}."),
    "P105": Fault("there is no such variant of a form.", "Choose one of {known}."),
    "P106": Fault(
        "instruction sheets have no words in this language: they are for an office's own people.",
        "Choose one of {known}.",
    ),
    "P110": Fault("it is not the file of a printed form ({reason}).", "Use the file that genklang form wrote."),
    "P111": Fault(
        "there is no file of a printed form ({suffix}).", "Name the folder that genklang form wrote the forms to."
    ),
    "P112": Fault(
        "it holds forms of several questionnaires ({names}).", "Give each its own folder, and read them one by one."
    ),
    "P113": Fault(
        "none of these forms is an instruction sheet.", "Print some first: genklang form … --instructions 10."
    ),
    "P114": Fault(
        "no page of an instruction sheet of this folder was read.",
        "Scan the sheets that genklang form --instructions wrote there, whole and flat.",
    ),
    "P115": Fault(
        "it is not a file of drawn marks ({reason}).",
        "Write JSON: kinds ({known}), each with drawings, each a list of strokes, each a list of points [x, y].",
    ),
    "P201": Fault(
        "it is not a scan that can be read.", "Save it as PDF, TIFF, PNG or JPEG; the content counts, not the name."
    ),
    "P202": Fault("{what}: that is more than {limit}.", "Scan with 200 to 300 dpi, or in smaller piles."),
    "P203": Fault("it is damaged, or not what it says it is.", "Scan it again."),
    "P204": Fault("it has more than {limit} pages.", "Scan in smaller piles."),
    "P205": Fault("it is locked with a password.", "Save it without one."),
    "P206": Fault(
        "reading it took more than {seconds} seconds for a page or {megabytes} MB of memory, and was stopped.",
        "Scan it again with 200 to 300 dpi; the other files were read.",
    ),
    "P207": Fault(
        "fronts and backs were scanned in piles of their own, and sheets carry no number to join them by.",
        "Scan each leaf with both its sides, one after the other.",
    ),
    "P208": Fault(
        "no page of these forms was found in it.", "Scan the sheet again, whole and flat; leave out blank pages."
    ),
    "P301": Fault("“{value}” is no decision.", "Write {known}."),
    "P302": Fault("the sheet or question is not one of this review.", "Leave the columns sheet and item as they were."),
    "P303": Fault("it is not a folder that genklang read wrote for review.", "Name the folder given as --review."),
}
