"""The use case: paper forms of a round, by place, language and variant, registered so that their scans are known."""

import io
import os
import secrets
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from genklang.instrument.model import Instrument, PublishedInstrument
from genklang.instrument.publish import from_json
from genklang.paper.document import Cover
from genklang.paper.draw import draw, encode_png
from genklang.paper.form import FormLayout, FormVersion
from genklang.paper.form_file import SUFFIX, write_form_file
from genklang.paper.layout import layout
from genklang.paper.register import Picture
from genklang.paper.words import form_languages
from genklang.server.fieldwork.models import PaperForm, Place, Round, State
from genklang.server.fieldwork.rules.rounds import Refusal

CHANNEL: Final = "paper"
MOST: Final = 24
"""Forms in one file: each takes about a second."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed: the file, its name's ending, and how many forms are in it."""

    content: bytes
    suffix: str
    forms: int


def print_paper(
    round_: Round, places: Sequence[Place], *, languages: Sequence[str], variant: str, count: int
) -> Printed:
    """Return a PDF for each place and language, several in one ZIP, and count `count` copies of each as printed.

    All copies of a form are alike. The same form printed again is the same form. Refusals: only_open, too_many_forms.
    Failures P101–P103 where it does not fit, or where a language has no words for forms.
    """
    if round_.state != State.OPEN:
        raise Refusal("only_open")
    pairs = list(product(places, languages))
    if not 1 <= len(pairs) <= MOST:
        raise Refusal("too_many_forms", most=MOST)
    published = from_json(round_.instrument)
    made = []
    for place, language in pairs:
        version = _name_version(round_, place, published, language, variant)
        laid, blanks = layout(published, version, _cover(round_, place, published.instrument, language))
        _keep(round_, laid, blanks)
        made.append((place, laid))
    with transaction.atomic():
        for place, laid in made:
            _count(place, laid, count)
    return _pack(made)


def forms_folder(round_: Round) -> Path:
    """Return where the files of a round's printed forms lie; scans are read by them."""
    return Path(settings.DATA) / "forms" / round_.organisation.code / round_.code


def paper_languages(round_: Round) -> list[str]:
    """Return the round's languages that forms can be printed in."""
    return [language for language in round_.languages if language in form_languages()]


def _name_version(
    round_: Round, place: Place, published: PublishedInstrument, language: str, variant: str
) -> FormVersion:
    """Return what the form stands for; the round goes by its code, which no other round of the organisation has."""
    instrument = published.instrument
    return FormVersion(
        instrument=instrument.id,
        version=instrument.version,
        language=language,
        round=round_.code,
        organisation=round_.organisation.name,
        unit=place.unit.name,
        target_group=place.target_group,
        variant=variant,
    )


def _cover(round_: Round, place: Place, instrument: Instrument, language: str) -> Cover:
    organisation = round_.organisation
    group = instrument.texts[language].target_groups.get(place.target_group, place.target_group)
    support = (organisation.support_name, organisation.support_phone, organisation.support_email)
    return Cover(about=f"{place.unit.name} · {group} · {round_.title}", contact=", ".join(filter(None, support)))


def _keep(round_: Round, laid: FormLayout, blanks: Sequence[Picture]) -> None:
    """Keep what the form is read by, whole or not at all."""
    file = forms_folder(round_) / f"{laid.id}{SUFFIX}"
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    text = write_form_file(laid, [encode_png(blank) for blank in blanks], round_.instrument)
    draft = file.with_name(f".{secrets.token_hex(8)}")
    with draft.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


def _count(place: Place, laid: FormLayout, count: int) -> None:
    version = laid.version
    known = {"language": version.language, "variant": version.variant, "place": place}
    form, _ = PaperForm.objects.get_or_create(round_id=place.round_id, form=laid.id, defaults=known)
    PaperForm.objects.filter(pk=form.pk).update(printed=F("printed") + count)


def _pack(made: Sequence[tuple[Place, FormLayout]]) -> Printed:
    if len(made) == 1:
        return Printed(draw(made[0][1]), "pdf", 1)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, laid in _name_files(made):
            archive.writestr(name, draw(laid))
    return Printed(stream.getvalue(), "zip", len(made))


def _name_files(made: Sequence[tuple[Place, FormLayout]]) -> Iterator[tuple[str, FormLayout]]:
    for place, laid in made:
        yield f"{slugify(place.unit.name)}-{place.target_group}-{laid.version.language}-{laid.id}.pdf", laid
