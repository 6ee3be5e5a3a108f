"""Scans and pictures on disk: each pile's in a folder of its own, under a key of its own that no backup holds."""

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.conf import settings

from genklang.errors import Failure, problem
from genklang.server.jobs.key_files import erase_key, write_key

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
PIECE: Final = 1 << 20
"""Bytes of an upload that are sealed together, so that a large file is never in memory as a whole."""
SEALED_PIECE: Final = NONCE_BYTES + PIECE + 16


@dataclass(frozen=True, slots=True)
class PileFiles:
    """What a pile has on disk. Every file is bound to its name: one put in another's place is not opened."""

    key: bytes
    folder: Path

    def seal(self, data: bytes, name: str) -> bytes:
        """Return data sealed under the pile's key, to be opened by the same name alone."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + ChaCha20Poly1305(self.key).encrypt(nonce, data, name.encode())

    def unseal(self, sealed: bytes, name: str) -> bytes:
        """Return what `seal` was given; Failure T121 where it is not that."""
        try:
            return ChaCha20Poly1305(self.key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError) as error:
            raise Failure(problem("T121", name)) from error

    def write(self, name: str, data: bytes) -> None:
        """Put a sealed file into the folder."""
        _put(self.folder / name, [self.seal(data, name)])

    def read(self, name: str) -> bytes:
        """Return what a file holds; nothing where it is no longer there."""
        try:
            return self.unseal((self.folder / name).read_bytes(), name)
        except FileNotFoundError:
            return b""

    def take_in(self, name: str, chunks: Iterable[bytes]) -> None:
        """Put a file of any size into the folder, sealed piece by piece; its end cannot be cut off unseen."""
        _put(self.folder / name, self._seal_pieces(name, chunks))

    def pour_out(self, name: str, target: Path) -> None:
        """Write what `take_in` was given to a plain file for its owner alone."""
        number = 0
        with (self.folder / name).open("rb") as source, target.open("wb") as stream:
            piece, after = source.read(SEALED_PIECE), source.read(SEALED_PIECE)
            while piece:
                stream.write(self.unseal(piece, _name_piece(name, number, is_last=not after)))
                piece, after, number = after, source.read(SEALED_PIECE), number + 1

    def _seal_pieces(self, name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        number, held = 0, bytearray()
        for chunk in chunks:
            held += chunk
            while len(held) > PIECE:
                yield self.seal(bytes(held[:PIECE]), _name_piece(name, number, is_last=False))
                number += 1
                del held[:PIECE]
        yield self.seal(bytes(held), _name_piece(name, number, is_last=True))


def make_files(pile: UUID) -> PileFiles:
    """Make a new pile's key and folder."""
    write_key(_find_key(pile), secrets.token_bytes(KEY_BYTES), is_shared=True)
    folder = find_folder(pile)
    folder.mkdir(parents=True, exist_ok=True, mode=0o770)
    return open_files(pile)


def open_files(pile: UUID) -> PileFiles:
    """Return a pile's files; Failure T120 where its key is not here."""
    try:
        return PileFiles(_find_key(pile).read_bytes(), find_folder(pile))
    except FileNotFoundError as error:
        raise Failure(problem("T120", str(pile), folder=settings.KEYS)) from error


def erase_files(pile: UUID) -> None:
    """Delete a pile's files and its key for good: whatever a backup holds of it can never be opened again."""
    erase_key(_find_key(pile))
    for folder in (find_folder(pile), _find_opened(pile)):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def opened_folder(pile: UUID) -> Iterator[Path]:
    """Hold a folder for what lies open while a pile is read; what a killed reader has left there goes first."""
    folder = _find_opened(pile)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def list_folders() -> Iterator[tuple[UUID, Path]]:
    """Yield the piles that have a folder, with it."""
    for folder in (Path(settings.DATA) / "scans").glob("*"):
        yield UUID(folder.name), folder


def find_folder(pile: UUID) -> Path:
    """Return where a pile's files lie."""
    return Path(settings.DATA) / "scans" / pile.hex


def _find_opened(pile: UUID) -> Path:
    return Path(settings.DATA) / "reading" / pile.hex


def _find_key(pile: UUID) -> Path:
    # Not `.key`: those the jobs take for themselves alone, and these the web needs too, to show what is doubtful.
    return Path(settings.KEYS) / f"{pile.hex}.scan"


def _name_piece(name: str, number: int, *, is_last: bool) -> str:
    return f"{name} {number} {'last' if is_last else 'more'}"


def _put(file: Path, pieces: Iterable[bytes]) -> None:
    handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o660)
    with os.fdopen(handle, "wb") as stream:
        for piece in pieces:
            stream.write(piece)
