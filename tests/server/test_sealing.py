"""What is sealed is opened by the round's key alone, at its own place, and says nothing by its length."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from genklang.server.fieldwork import sealing

KEYS = sealing.derive_keys(b"k" * 32)
OTHER = sealing.derive_keys(b"o" * 32)
HERE = b"place 7"


def seal_as_a_browser(message: bytes, context: bytes) -> bytes:
    """Seal as a browser does, written from the format's description alone."""
    own = ec.generate_private_key(ec.SECP256R1())
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    theirs = KEYS.public[32:]
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
    key = HKDF(hashes.SHA256(), 32, point + theirs, b"genklang sealed answer 1").derive(shared)
    padded = (len(message).to_bytes(4) + message).ljust(8192, b"\0")
    return b"\2" + point + AESGCM(key).encrypt(bytes(12), padded, context)


@given(st.binary(max_size=2000))
@settings(max_examples=30)
def test_both_suites_open_to_what_was_said(message):
    for seal in (lambda m, c: sealing.seal(KEYS.public, m, c), seal_as_a_browser):
        sealed = seal(message, HERE)
        assert sealing.looks_sealed(sealed)
        assert sealing.open_sealed(KEYS, sealed, HERE) == message


@pytest.mark.parametrize("seal", [lambda m, c: sealing.seal(KEYS.public, m, c), seal_as_a_browser])
def test_another_key_another_place_and_a_changed_byte_open_nothing(seal):
    sealed = seal(b"said", HERE)
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for keys, given_, context in ((OTHER, sealed, HERE), (KEYS, sealed, b"place 8"), (KEYS, changed, HERE)):
        with pytest.raises(sealing.UnreadableError):
            sealing.open_sealed(keys, given_, context)


@given(st.binary(max_size=300) | st.binary(min_size=1, max_size=1).map(lambda b: b * sealing.SIZES[sealing.SERVER]))
@settings(max_examples=50)
def test_bytes_that_nobody_sealed_are_unreadable(noise):
    with pytest.raises(sealing.UnreadableError):
        sealing.open_sealed(KEYS, noise, HERE)


def test_what_does_not_fit_is_refused():
    sealing.seal(KEYS.public, b"a" * (sealing.ROOM - 4), HERE)
    with pytest.raises(sealing.TooLongError):
        sealing.seal(KEYS.public, b"a" * (sealing.ROOM - 3), HERE)
