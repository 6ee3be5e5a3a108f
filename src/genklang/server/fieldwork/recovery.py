"""The recovery file: a round's seed wrapped in a passphrase, for a second custodian to keep elsewhere."""

import json
import secrets
import unicodedata
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from genklang.server.fieldwork.sealing import SEED_BYTES

FORMAT: Final = "genklang-recovery/1"
COST: Final = 2**17
"""scrypt's N, with r = 8 and p = 1: 128 MB and a third of a second for each guess."""
HIGHEST_COST: Final = 2**18
MAX_BYTES: Final = 4096
SALT_BYTES: Final = 16
_NONCE: Final = bytes(12)


def name_key(public: bytes) -> str:
    """Return the short name of a key, by which its file is found."""
    return sha256(public).hexdigest()[:32]


def wrap_seed(seed: bytes, passphrase: str, *, key: str, title: str, cost: int = COST) -> bytes:
    """Return the recovery file of the seed of the key named `key`; `title` tells a person which round it is for."""
    salt = secrets.token_bytes(SALT_BYTES)
    wrapped = ChaCha20Poly1305(_stretch(passphrase, salt, cost)).encrypt(_NONCE, seed, _bind(key))
    content = {
        "format": FORMAT,
        "round": title,
        "key": key,
        "cost": cost,
        "salt": _write(salt),
        "seed": _write(wrapped),
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def unwrap_seed(file: bytes, passphrase: str, *, key: str) -> bytes | None:
    """Return the seed of the key named `key`; None where the file is another's or the passphrase is wrong."""
    try:
        content: dict[str, Any] = json.loads(file) if len(file) <= MAX_BYTES else {}
        salt, wrapped, cost = b64decode(content["salt"]), b64decode(content["seed"]), content["cost"]
        if content["format"] != FORMAT or content["key"] != key or not 2 <= cost <= HIGHEST_COST:
            return None
        seed = ChaCha20Poly1305(_stretch(passphrase, salt, cost)).decrypt(_NONCE, wrapped, _bind(key))
    except (ValueError, KeyError, TypeError, InvalidTag):
        return None
    return seed if len(seed) == SEED_BYTES else None


def _stretch(passphrase: str, salt: bytes, cost: int) -> bytes:
    typed = " ".join(unicodedata.normalize("NFKC", passphrase).split())
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(typed.encode())


def _bind(key: str) -> bytes:
    return f"{FORMAT} {key}".encode()


def _write(data: bytes) -> str:
    return b64encode(data).decode()
