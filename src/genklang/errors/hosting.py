"""Faults of a server that may not start as it is set up, and of the commands that look after it (H)."""

from genklang.errors import Fault

FAULTS = {
    "H101": Fault(
        "the secret key is missing, the demonstration's, or shorter than 50 characters.",
        "Set it to a long random text that nobody knows, for example: "
        'python3 -c "import secrets; print(secrets.token_urlsafe(64))".',
    ),
    "H102": Fault(
        "the server would answer to any host name, or to none ({hosts}).",
        "Name the host names that it is reached by, separated by commas.",
    ),
    "H103": Fault(
        "the address that links and letters carry is missing or not encrypted ({address}).",
        "Set it to the https address that people reach the server by.",
    ),
    "H104": Fault("debugging is on, which shows strangers the inside of the server.", "Switch it off."),
    "H105": Fault(
        "the folder of keys {keys} lies inside the data folder, so that one copy would hold both.",
        "Put it elsewhere, and out of every backup.",
    ),
    "H106": Fault(
        "others than its owner may open the folder of keys (mode {mode}).",
        "Close it: chmod 700, and 600 for its files.",
    ),
    "H107": Fault(
        "{setting} is off, so that a power cut loses answers that were acknowledged.",
        "Set it to on in postgresql.conf and for this database and user.",
    ),
    "H108": Fault(
        "the database does not write through to the disk ({setting} is {value}), so that a power cut loses answers.",
        "Use the settings of genklang.server.databases as they are.",
    ),
    "H109": Fault("{count} steps of the database are not taken yet.", "Run genklang migrate first, after a backup."),
    "H110": Fault(
        "a demonstration is shown to this machine alone.", "Use --address 127.0.0.1, or set the server up for real."
    ),
    "H111": Fault(
        "the database does not answer ({reason}).",
        "Check that it runs and that its address is right; genklang migrate makes a new one.",
    ),
    "H112": Fault("another program uses port {port} of {address}.", "End it, or choose another with --port."),
    "H113": Fault(
        "no proxy of your own is said to stand before the server, and it does not speak TLS itself.",
        "Let a proxy take https, hand on X-Forwarded-For and X-Forwarded-Proto, and set this to 1.",
    ),
    "H120": Fault(
        "entry {number} of the log is not as it was written, or is gone.",
        "Keep a copy of the database as it is, and find out who could write in it; entries before {number} hold.",
    ),
    "H121": Fault(
        "the log does not hold the entry {noted} that was noted.",
        "Its end was cut off, or the database was put back to an earlier copy.",
    ),
    "H130": Fault("there is an organisation called so already.", "Choose another name or code."),
    "H131": Fault("“{value}” is no e-mail address.", "Write one like name@example.org, in plain letters."),
    "H132": Fault("nobody signs in as “{email}”.", "Check the address on the members page of the organisation."),
    "H133": Fault("there is no organisation with the code “{name}”.", "Take the code from its address: /o/CODE/."),
}
