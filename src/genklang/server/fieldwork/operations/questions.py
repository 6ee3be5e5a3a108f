"""Local questions and target groups of a round, laid after the locked core of its questionnaire."""

from collections.abc import Mapping
from hashlib import sha256
from textwrap import shorten
from typing import Any, Final

from django.db import transaction

from genklang.errors import Failure
from genklang.instrument.extend import core_scales, extend_instrument
from genklang.instrument.model import Instrument, PublishedInstrument
from genklang.instrument.publish import from_json, publish, to_json
from genklang.instrument.shelf import find_instrument
from genklang.server import texts
from genklang.server.fieldwork.models import Round, TranslationApproval
from genklang.server.fieldwork.rules.rounds import Refusal, require_planned

ITEMS: Final = "items"
GROUPS: Final = "target_groups"
CORE: Final = "core"
MOST: Final = 10
"""Local questions in a round: more would cost answers to those that can be compared."""
SHORT: Final = 45
"""Signs that a local question's name in charts has."""

Addition = Mapping[str, Any]


def read_instrument(round_: Round) -> Instrument:
    """Return what a round asks, local questions included."""
    return from_json(round_.instrument, where=round_.code).instrument


def read_core(round_: Round) -> PublishedInstrument:
    """Return the questionnaire that a round's local questions are laid after."""
    name = round_.additions.get(CORE)
    return find_instrument(name) if name else from_json(round_.instrument, where=round_.code)


@transaction.atomic
def add_question(round_: Round, *, scale: str, groups: list[str], words: Mapping[str, str]) -> None:
    """Add a local question with the alternatives of one of the core's scales ("": free text), by language."""
    words = _keep_written(words)
    core = read_core(round_).instrument
    if scale and scale not in core_scales(core):
        raise Refusal("no_such_scale")
    if len(round_.additions.get(ITEMS, ())) >= MOST:
        raise Refusal("too_many_questions", most=MOST)
    item = {"code": _code("own", scale, words), "scale": scale, GROUPS: sorted(groups), "texts": words}
    _add(round_, ITEMS, item)


@transaction.atomic
def add_target_group(round_: Round, *, asks_core: bool, words: Mapping[str, str]) -> None:
    """Add a local target group with its name by language; without the core's questions it needs local ones."""
    words = _keep_written(words)
    _add(round_, GROUPS, {"code": _code("group", "", words), "asks_core": asks_core, "texts": words})


@transaction.atomic
def remove_addition(round_: Round, code: str) -> None:
    """Take a local question or target group away again."""
    if any(group["code"] == code for group in round_.additions.get(GROUPS, ())):
        if round_.places.filter(target_group=code).exists():
            raise Refusal("group_has_places")
        if any(code in item[GROUPS] for item in round_.additions.get(ITEMS, ())):
            raise Refusal("group_has_questions")
    kept = {part: [a for a in round_.additions.get(part, ()) if a["code"] != code] for part in (ITEMS, GROUPS)}
    _settle(round_, kept)


@transaction.atomic
def translate_addition(round_: Round, code: str, words: Mapping[str, str]) -> None:
    """Write the words of a local question or target group in other languages; blank ones are removed."""
    changed = {
        part: [{**a, "texts": _keep_written(words)} if a["code"] == code else a for a in round_.additions.get(part, ())]
        for part in (ITEMS, GROUPS)
    }
    _settle(round_, changed)


def lay_additions(core: Instrument, *, name: str, owner: str, additions: Mapping[str, Any]) -> Instrument:
    """Return the core with the local parts after it, in those languages that every local part is written in.

    Version and years stay the core's, so that its questions stay comparable with last year's.
    """
    items, groups = additions.get(ITEMS, ()), additions.get(GROUPS, ())
    written = [set(addition["texts"]) for addition in (*items, *groups)]
    languages = [language for language in core.texts if all(language in held for held in written)]
    if not written or not languages:
        return core
    raw = {
        "id": name,
        "version": core.version,
        "owner": owner,
        "status": "own",
        "valid_from": core.valid_from,
        "extends": f"{core.id}/{core.version}",
        ITEMS: [_raw_item(item) for item in items],
        GROUPS: [{"code": group["code"], "asks_core": group["asks_core"]} for group in groups],
    }
    words = {language: _raw_texts(core, language, items, groups) for language in languages}
    return extend_instrument(core, raw, words)


def _add(round_: Round, part: str, addition: Addition) -> None:
    if not addition["texts"]:
        raise Refusal("no_words")
    held = round_.additions.get(part, [])
    if any(other["code"] == addition["code"] for other in held):
        raise Refusal("already_there")
    _settle(round_, {**round_.additions, part: [*held, addition]})


def _settle(round_: Round, additions: dict[str, Any]) -> None:
    """Lay the additions anew and keep them; who approved a translation must read it again."""
    require_planned(round_)
    core = read_core(round_)
    organisation = round_.organisation
    name = f"{core.instrument.id}-{organisation.code}"
    laid = lay_additions(core.instrument, name=name, owner=organisation.name, additions=additions)
    round_.additions = {**additions, CORE: f"{core.instrument.id}/{core.instrument.version}"}
    try:
        round_.instrument = to_json(publish(laid) if laid is not core.instrument else core)
    except Failure as failure:
        raise Refusal("instrument", problems=failure.problems) from failure
    round_.instrument_id = laid.id
    round_.save(update_fields=["additions", "instrument", "instrument_id"])
    TranslationApproval.objects.filter(round=round_).delete()


def _code(kind: str, scale: str, words: Mapping[str, str]) -> str:
    """The same question has the same code next year, and another one never has it."""
    first = min(words.items(), default=("", ""))
    return f"{kind}_{sha256('|'.join((scale, *first)).encode()).hexdigest()[:8]}"


def _keep_written(words: Mapping[str, str]) -> dict[str, str]:
    return {language: text for language, raw in words.items() if (text := " ".join(raw.split()))}


def _raw_item(item: Addition) -> dict[str, Any]:
    kind = {"type": "scale", "scale": item["scale"]} if item["scale"] else {"type": "free_text"}
    return {"code": item["code"], GROUPS: item[GROUPS], **kind}


def _raw_texts(core: Instrument, language: str, items: Any, groups: Any) -> dict[str, Any]:  # noqa: ANN401 (JSON)
    return {
        "language": language,
        "status": core.texts[language].status,
        ITEMS: {item["code"]: _raw_words(item["texts"][language], language) for item in items},
        GROUPS: {group["code"]: group["texts"][language] for group in groups},
    }


def _raw_words(text: str, language: str) -> dict[str, str]:
    claim = texts.say(language, "staff/rounds_own.claim", question=text)
    return {"text": text, "easy": text, "short": shorten(text, SHORT, placeholder="…"), "claim": claim}
