"""Finds the parts that live one per file: each module of a package that holds a `part`."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

T = TypeVar("T")


@cache
def parts(package: str, kind: type[T]) -> dict[str, T]:
    """Return the `part` of each module of `package`, by module name, in alphabetical order."""
    path = import_module(package).__path__
    found = {m.name: getattr(import_module(f"{package}.{m.name}"), "part", None) for m in iter_modules(path)}
    return {name: part for name, part in sorted(found.items()) if isinstance(part, kind)}
