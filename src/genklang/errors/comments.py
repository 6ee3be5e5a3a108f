"""Faults of the review of comments, and of themes in them (D12, E17)."""

from genklang.errors import Fault

FAULTS = {
    "D120": Fault("no person has reviewed the comment.", "Say who did: rules alone never clear a comment."),
    "D121": Fault("it still holds what looks like a {kind}.", "Take it out, or keep the comment back."),
    "D122": Fault("there is nothing left of the comment.", "Keep it back instead."),
    "E170": Fault("the themes cannot be read ({reason}).", 'Write [theme] and, per language, sv = ["word", …].'),
    "E171": Fault("the store holds no comments.", "Import answers with a question for free text."),
}
