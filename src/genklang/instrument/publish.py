"""Freezes an instrument: canonical JSON and its SHA-256, so that what was asked can never change unseen."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

from genklang.errors import Failure, problem
from genklang.instrument.check import check
from genklang.instrument.model import Instrument, PublishedInstrument

FORMAT: Final = "genklang-instrument/1"


def publish(instrument: Instrument) -> PublishedInstrument:
    """Return the instrument as published; Failure with every problem that `check` finds."""
    if problems := check(instrument):
        raise Failure(*problems)
    return PublishedInstrument(instrument, digest_of(_encode(instrument)))


def to_json(published: PublishedInstrument) -> str:
    """Return the published instrument as the text of a file."""
    content = {"format": FORMAT, "digest": published.digest, "instrument": _encode(published.instrument)}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str, *, where: str = "instrument") -> PublishedInstrument:
    """Return the published instrument of a file's text; `where` names the file in problems.

    Raises Failure where it is not a published instrument, or where its content is not what the digest states.
    """
    try:
        content = json.loads(text)
        raw, stated = content["instrument"], content["digest"]
        if content["format"] != FORMAT:
            raise Failure(problem("I160", where, reason=f"its format is {content['format']}"))
        if (found := digest_of(raw)) != stated:
            raise Failure(problem("I161", where, found=f"{found[:12]}…", stated=f"{str(stated)[:12]}…"))
        return PublishedInstrument(_decode(Instrument, raw), stated)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Failure(problem("I160", where, reason=error)) from error


def digest_of(raw: object) -> str:
    """Return the SHA-256 of the canonical JSON: keys in order, no blanks, UTF-8."""
    canonical = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _encode(value: Any) -> Any:  # noqa: ANN401 — a JSON value is what it is
    if is_dataclass(value):
        return {f.name: _encode(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {key: _encode(element) for key, element in value.items()}
    if isinstance(value, tuple):
        return [_encode(element) for element in value]
    return value


def _decode(kind: Any, raw: Any) -> Any:  # noqa: ANN401 — a JSON value is what it is
    """Return `raw` as the type that a field is declared with; TypeError or KeyError where it is not."""
    arguments = get_args(kind)
    if get_origin(kind) is UnionType:
        return None if raw is None else _decode(arguments[0], raw)
    if get_origin(kind) is tuple:
        return tuple(_decode(arguments[0], element) for element in raw)
    if get_origin(kind) is Mapping:
        return {key: _decode(arguments[1], element) for key, element in raw.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _decode(hints[name], element) for name, element in raw.items()})
    if type(raw) is not kind and not (kind is float and type(raw) is int):
        raise TypeError(f"{raw!r} is not of type {kind.__name__}")
    return raw


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
