"""Reads an instrument from its folder of TOML, and tells everything that is wrong with the files at once."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from genklang.errors import Failure, Problem, problem
from genklang.instrument.build import build_instrument, build_scales, build_texts, numbered_scales
from genklang.instrument.extend import core_scales, extend_instrument, find_core_changes
from genklang.instrument.folders import MAIN_FILE, PICTURES, find_core, picture_path
from genklang.instrument.model import Instrument
from genklang.instrument.shape import (
    EXTENSION,
    EXTENSION_TEXTS,
    INSTRUMENT,
    TEXTS,
    at,
    find_misshapes,
    suggest,
)

Document = dict[str, Any]


def load(folder: Path) -> Instrument:
    """Return the instrument in `folder` (`instrument.toml` and `texts/<language>.toml`).

    Raises Failure with every fault of the files; what an instrument means is judged by `check`.
    """
    if not folder.is_dir():
        raise Failure(problem("F001", str(folder)))
    main = folder / MAIN_FILE
    raw, faults = _read(main)
    is_extension = "extends" in raw
    if not faults:
        faults += find_misshapes(raw, EXTENSION if is_extension else INSTRUMENT, file=str(main))
    texts, text_faults = _read_texts(folder, is_extension=is_extension or not raw)
    faults += text_faults
    if faults:
        raise Failure(*faults)
    core = _load_core(folder, raw["extends"]) if is_extension else None
    if faults := list(_find_faults(raw, core, file=str(main))):
        raise Failure(*faults)
    if core:
        return extend_instrument(core, raw, texts)
    numbered, scales = numbered_scales(raw), build_scales(raw)
    return build_instrument(raw, {language: build_texts(words, numbered, scales) for language, words in texts.items()})


def _read(path: Path) -> tuple[Document, list[Problem]]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")), []
    except FileNotFoundError:
        return {}, [problem("I102", str(path))]
    except OSError as error:
        return {}, [problem("F002", str(path), reason=error.strerror)]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [problem("I101", str(path), reason=error)]


def _read_texts(folder: Path, *, is_extension: bool) -> tuple[dict[str, Document], list[Problem]]:
    texts: dict[str, Document] = {}
    faults: list[Problem] = []
    paths = sorted((folder / "texts").glob("*.toml"))
    for path in paths:
        words, unread = _read(path)
        found = unread or _find_text_faults(words, path, is_extension=is_extension)
        faults += found
        texts[path.stem] = words
    return texts, faults if paths else [problem("I106", str(folder))]


def _find_text_faults(words: Document, path: Path, *, is_extension: bool) -> list[Problem]:
    faults = list(find_misshapes(words, EXTENSION_TEXTS if is_extension else TEXTS, file=str(path)))
    if words.get("language", path.stem) != path.stem:
        faults.append(problem("I107", str(path), language=words["language"]))
    return faults


def _load_core(folder: Path, name: str) -> Instrument:
    where = at(str(folder / MAIN_FILE), "extends")
    place = find_core(folder, name)
    if place is None:
        raise Failure(problem("I112", where, name=name))
    if "extends" in _read(place / MAIN_FILE)[0]:
        raise Failure(problem("I113", where, name=name))
    return load(place)


def _find_faults(raw: Document, core: Instrument | None, *, file: str) -> Iterator[Problem]:
    """Yield the faults of a well-shaped file that would keep it from being built."""
    known: Mapping[str, object] = {}
    if core:
        known = core_scales(core)
        yield from find_core_changes(raw, core, file=file)
    yield from _find_scale_faults(raw, known, file=file)
    for name, scale in raw.get("scales", {}).items():
        yield from _find_ill_made_scale(scale, where=at(file, f"scales.{name}"))
        yield from _find_missing_pictures(scale, where=at(file, f"scales.{name}"))


def _find_scale_faults(raw: Document, known: Mapping[str, object], *, file: str) -> Iterator[Problem]:
    own = raw.get("scales", {})
    used = {item["code"]: item["scale"] for item in raw.get("items", ()) if "scale" in item}
    for code, scale in used.items():
        if scale not in own and scale not in known:
            hint = suggest(scale, [*own, *known])
            yield problem("I109", at(file, f"items.{code}.scale"), scale=scale, hint=hint)
    for name in own:
        if name not in used.values():
            yield problem("I110", at(file, f"scales.{name}"))


def _find_ill_made_scale(scale: Document, *, where: str) -> Iterator[Problem]:
    ends = {"from", "to"} & scale.keys()
    if "categories" not in scale and len(ends) < 2:
        yield problem("I108", where)
    elif "categories" in scale and (extra := (ends | {"no_opinion"}) & scale.keys()):
        yield problem("I115", where, key=min(extra) if not ends else "categories")
    elif ends and scale["to"] <= scale["from"]:
        yield problem("I115", where, key="categories")


def _find_missing_pictures(scale: Document, *, where: str) -> Iterator[Problem]:
    for category in scale.get("categories", ()):
        name = category.get("picture")
        if name is not None and picture_path(name) is None:
            hint = suggest(name, [path.stem for path in PICTURES.glob("*.svg")])
            yield problem("I111", f"{where}.{category['name']}", picture=name, hint=hint)
