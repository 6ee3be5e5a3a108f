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
    "T105": Fault("there is no such round.", "Name it by the codes in its address: organisation/round."),
    "T106": Fault(
        "this is not the recovery file of {round}, or the passphrase is wrong.",
        "Try the other custodian’s file, and mind capitals.",
    ),
    "T107": Fault(
        "an error of ours has stopped the work ({reason}).",
        "Try again. If it happens once more, tell whoever runs the server: the error is in the server's log. No answer "
        "is lost and nothing is published.",
    ),
    "T110": Fault(
        "something is there already, and a restore would cover it.", "Restore into empty databases and data folders."
    ),
    "T111": Fault("it is not a whole backup as genklang wrote it.", "Take another one."),
    "T112": Fault("it is of {made}, and this installation is on {here}.", "Restore it on databases of the same kind."),
    "T113": Fault(
        "it was made with another secret key, so no link or code that was handed out would open anything.",
        "Set GENKLANG_SECRET_KEY to the one of that time.",
    ),
    "T120": Fault(
        "the key of this pile of scans is not in {folder}, so its pictures cannot be opened.",
        "Throw the pile away and scan the forms again: keys of scans are in no backup.",
    ),
    "T121": Fault("it was not sealed under this pile’s key, or was changed since.", "Scan the forms again."),
}
