"""Judges whether an instrument can be used: everything that is wrong with it, each with a code and a remedy."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from genklang.errors import Problem, problem
from genklang.instrument.check_items import find_item_faults
from genklang.instrument.check_scales import find_scale_faults
from genklang.instrument.check_texts import find_text_faults
from genklang.instrument.folders import MAIN_FILE
from genklang.instrument.item_type import GENDER_ITEM
from genklang.instrument.model import Instrument
from genklang.instrument.shape import suggest
from genklang.tables.keys import STORE_KEYS, UNKNOWN

OWNERSHIPS: Final = ("official", "own")
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_RESERVED: Final = (*STORE_KEYS, UNKNOWN, "all", "month")


def check(instrument: Instrument) -> list[Problem]:
    """Return every fault of an instrument, in the order of its files; an empty list means that it is whole."""
    return [
        *_find_head_faults(instrument),
        *_find_group_faults(instrument),
        *find_scale_faults(instrument),
        *find_item_faults(instrument),
        *find_text_faults(instrument),
    ]


def _find_head_faults(instrument: Instrument) -> Iterator[Problem]:
    if instrument.status not in OWNERSHIPS:
        hint, known = suggest(instrument.status, OWNERSHIPS), ", ".join(OWNERSHIPS)
        yield problem("I123", _at("status"), value=instrument.status, hint=hint, known=known)
    for key in ("id", "version"):
        if not _NAME.fullmatch(getattr(instrument, key)):
            yield problem("I121", _at(key), given=getattr(instrument, key), reserved="blanks")
    for key in ("owner", "valid_from"):
        if not getattr(instrument, key).strip():
            yield problem("I136", _at(key))
    if instrument.valid_to and instrument.valid_to < instrument.valid_from:
        yield problem("I148", _at("valid_to"), start=instrument.valid_from, end=instrument.valid_to)
    if instrument.decimals not in range(3):
        yield problem("I149", _at("decimals"), decimals=instrument.decimals)
    for key in ("items", "target_groups", "texts"):
        if not getattr(instrument, key):
            yield problem("I145", _at(key))
    codes = {
        "items": [item.code for item in instrument.items],
        "target_groups": [group.code for group in instrument.target_groups],
        "totals": [total.code for total in instrument.totals],
        "areas": list(instrument.areas),
    }
    yield from _find_code_faults(codes)


def _find_code_faults(codes: Mapping[str, list[str]]) -> Iterator[Problem]:
    for section, names in codes.items():
        taken = set(codes["target_groups"]) if section == "totals" else set()
        for code in names:
            if code in taken:
                yield problem("I120", _at(f"{section}.{code}"), given=code)
            elif not _is_code(code):
                reserved = ", ".join(_RESERVED)
                yield problem("I121", _at(f"{section}.{code}"), given=code, reserved=reserved)
            taken.add(code)


def _find_group_faults(instrument: Instrument) -> Iterator[Problem]:
    groups = [group.code for group in instrument.target_groups]
    for group in instrument.target_groups:
        if group.since and group.until and group.until < group.since:
            yield problem("I148", _at(f"target_groups.{group.code}"), start=group.since, end=group.until)
    for total in instrument.totals:
        yield from _find_unknown(total.groups, groups, "target group", f"totals.{total.code}.groups")
        if not total.groups:
            yield problem("I145", _at(f"totals.{total.code}.groups"))


def _find_unknown(codes: Iterable[str], known: list[str], kind: str, key: str) -> Iterator[Problem]:
    for code in codes:
        if code not in known:
            yield problem("I122", _at(key), kind=kind, given=code, hint=suggest(code, known))


def _is_code(code: str) -> bool:
    return bool(_CODE.fullmatch(code)) and (code == GENDER_ITEM or code not in _RESERVED)


def _at(key: str) -> str:
    return f"{MAIN_FILE}: {key}"
