"""A round and who is asked in it: places, cases, contacts, messages, tallies, scans, and the sealed queue.

Personal data: contacts and tokens are erased when a round closes, sealed answers when they are mixed.
"""

from genklang.server.fieldwork.models.answers import Batch, SealedAnswer, Submission, Tally, TallyDesk, Tap
from genklang.server.fieldwork.models.earlier import EarlierUpload, UploadKind
from genklang.server.fieldwork.models.people import (
    Case,
    CaseToken,
    Contact,
    ContactImport,
    Delivery,
    Disposition,
    Message,
    Printing,
    Wave,
)
from genklang.server.fieldwork.models.rounds import (
    MixKey,
    Place,
    Round,
    RoundChannel,
    RoundText,
    State,
    StatusMail,
    TranslationApproval,
)
from genklang.server.fieldwork.models.scans import (
    Fate,
    PaperForm,
    PileState,
    ScanFile,
    ScanMark,
    ScanPage,
    ScanPile,
    ScanSheet,
    ScanTask,
    TaskKind,
    TaskState,
)

__all__ = [
    "Batch",
    "Case",
    "CaseToken",
    "Contact",
    "ContactImport",
    "Delivery",
    "Disposition",
    "EarlierUpload",
    "Fate",
    "Message",
    "MixKey",
    "PaperForm",
    "PileState",
    "Place",
    "Printing",
    "Round",
    "RoundChannel",
    "RoundText",
    "ScanFile",
    "ScanMark",
    "ScanPage",
    "ScanPile",
    "ScanSheet",
    "ScanTask",
    "SealedAnswer",
    "State",
    "StatusMail",
    "Submission",
    "Tally",
    "TallyDesk",
    "Tap",
    "TaskKind",
    "TaskState",
    "TranslationApproval",
    "UploadKind",
    "Wave",
]
