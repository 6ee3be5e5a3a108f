"""Seals answers so that only the holder of the round's mix key can open them; all are of one length.

A sealed answer is suite byte ‖ ephemeral public key ‖ AEAD ciphertext. Suite 1, the server's: X25519, HKDF-SHA256,
ChaCha20-Poly1305. Suite 2, for browsers, whose WebCrypto knows it everywhere: P-256, HKDF-SHA256, AES-256-GCM.
The HKDF salt is ephemeral ‖ recipient's public key and its info `INFO`; the nonce is twelve zero bytes, since each
key seals once. Plaintext: four bytes of length (big-endian), the message, zeros up to `ROOM`.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ROOM: Final = 8192
"""Bytes of every plaintext, whatever was written: a length says who wrote a comment."""
HEADER: Final = 4
X25519_BYTES: Final = 32
POINT_BYTES: Final = 65
SEED_BYTES: Final = 32
TAG_BYTES: Final = 16
SERVER, BROWSER = 1, 2
INFO: Final = b"genklang sealed answer 1"
SIZES: Final = {SERVER: 1 + X25519_BYTES + ROOM + TAG_BYTES, BROWSER: 1 + POINT_BYTES + ROOM + TAG_BYTES}
_NONCE: Final = bytes(12)
_CURVE: Final = ec.SECP256R1()
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class UnreadableError(ValueError):
    """It was not sealed with this key for this place, or has been changed since."""


class TooLongError(ValueError):
    """The message does not fit into `ROOM`."""


class _Cipher(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...
    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


@dataclass(frozen=True, slots=True)
class PrivateKeys:
    """The private halves of both suites, derived from one seed of 32 bytes."""

    server: x25519.X25519PrivateKey
    browser: ec.EllipticCurvePrivateKey

    @property
    def public(self) -> bytes:
        """The public halves, X25519's 32 bytes and then the uncompressed point's 65."""
        return self.server.public_key().public_bytes_raw() + _write_point(self.browser.public_key())


def derive_keys(seed: bytes) -> PrivateKeys:
    """Return the private keys that a seed stands for."""
    scalar = int.from_bytes(_derive(seed, b"", b"genklang P-256", length=48)) % (_ORDER - 1) + 1
    server = x25519.X25519PrivateKey.from_private_bytes(_derive(seed, b"", b"genklang X25519", length=32))
    return PrivateKeys(server, ec.derive_private_key(scalar, _CURVE))


def seal(public: bytes, message: bytes, context: bytes) -> bytes:
    """Seal a message with suite 1 to the holder of `public`; it opens in the same `context` alone. TooLongError."""
    recipient = public[:X25519_BYTES]
    ephemeral = x25519.X25519PrivateKey.generate()
    own = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(x25519.X25519PublicKey.from_public_bytes(recipient))
    cipher = ChaCha20Poly1305(_derive(shared, own + recipient, INFO, length=32))
    return bytes([SERVER]) + own + cipher.encrypt(_NONCE, _pad(message), context)


def open_sealed(keys: PrivateKeys, sealed: bytes, context: bytes) -> bytes:
    """Return the message of a sealed answer of either suite; UnreadableError where it is none of this key's."""
    try:
        cipher, body = _read_header(keys, sealed)
        return _unpad(cipher.decrypt(_NONCE, body, context))
    except (InvalidTag, ValueError, IndexError) as error:
        raise UnreadableError from error


def looks_sealed(sealed: bytes) -> bool:
    """Return whether bytes have the suite and the length of a sealed answer."""
    return bool(sealed) and SIZES.get(sealed[0]) == len(sealed)


def _read_header(keys: PrivateKeys, sealed: bytes) -> tuple[_Cipher, bytes]:
    if not looks_sealed(sealed):
        raise UnreadableError
    end = 1 + (X25519_BYTES if sealed[0] == SERVER else POINT_BYTES)
    theirs, body = sealed[1:end], sealed[end:]
    if sealed[0] == SERVER:
        shared = keys.server.exchange(x25519.X25519PublicKey.from_public_bytes(theirs))
        salt = theirs + keys.public[:X25519_BYTES]
        return ChaCha20Poly1305(_derive(shared, salt, INFO, length=32)), body
    shared = keys.browser.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, theirs))
    return AESGCM(_derive(shared, theirs + keys.public[X25519_BYTES:], INFO, length=32)), body


def _derive(secret: bytes, salt: bytes, info: bytes, *, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def _pad(message: bytes) -> bytes:
    if len(message) > ROOM - HEADER:
        raise TooLongError
    return (len(message).to_bytes(HEADER) + message).ljust(ROOM, b"\0")


def _unpad(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:HEADER])
    if length > ROOM - HEADER or padded[HEADER + length :].strip(b"\0"):
        raise UnreadableError
    return padded[HEADER : HEADER + length]


def _write_point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
