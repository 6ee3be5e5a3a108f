"""Faults of keys, the mix, backups and results on the server (T)."""

from genklang.errors import Fault

FAULTS = {
    "T101": Fault(
        "the private key of this round is not in {folder}, so its answers cannot be opened.",
        "Put it back from the recovery file: genklang recover-key. Until then the answers are kept, sealed.",
    ),
    "T102": Fault(
        "{count} answers of this round still wait to be mixed.",
        "Keep the key until they are: genklang work mixes them.",
    ),
    "T103": Fault(
        "no answer of this round could be read, so there is nothing to report.",
        "See how many were answered and how many were invalid on the page of the field work.",
    ),
    "T104": Fault(
        "the round “{round}” was asked on this server; its answers are not replaced from a file.",
        "Give the earlier round another name.",
    ),
}
