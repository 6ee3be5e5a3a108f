"""The questionnaire read aloud: which sentences of a language are recorded, and recording or uploading each."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from genklang.instrument.model import RIGHT_TO_LEFT, Instrument
from genklang.server.fieldwork.models import Round
from genklang.server.fieldwork.operations.questions import read_instrument
from genklang.server.fieldwork.queries.kiosks import list_chosen_groups
from genklang.server.fieldwork.recordings import (
    LARGEST,
    Sentence,
    drop_recording,
    list_sentences,
    recordings_folder,
    save_recording,
)
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.operations import log
from genklang.server.organisation.rules import Action
from genklang.server.web.respondent.sounds import list_sounds
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.rounds.pages import find_round, say


@dataclass(frozen=True, slots=True)
class Slot:
    """One sentence with the address of its recording, if there is one."""

    number: int
    sentence: Sentence
    sound: str


@staff_page(Action.RUN_ROUND)
def show_languages(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """List the round's languages, and how much of each is recorded."""
    found = find_round(organisation, code)
    instrument = read_instrument(found)
    rows = []
    for language in found.languages:
        slots = _list_slots(found, instrument, language)
        rows.append((language, say(f"languages.{language}"), sum(bool(slot.sound) for slot in slots), len(slots)))
    return render(request, "staff/audio/languages.html", {"round": found, "rows": rows})


@staff_page(Action.RUN_ROUND)
def record(request: StaffRequest, organisation: Organisation, *, code: str, language: str) -> HttpResponse:
    """Show every sentence of a language; take a recording of one (POST), or take one away."""
    found = find_round(organisation, code)
    instrument = read_instrument(found)
    if language not in found.languages or language not in instrument.texts:
        raise Http404
    slots = _list_slots(found, instrument, language)
    if request.method == "POST":
        return _change(request, found, instrument, slots, language=language)
    page = {
        "round": found,
        "slots": slots,
        "language_name": say(f"languages.{language}"),
        "spoken": language,
        "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
        "done": sum(bool(slot.sound) for slot in slots),
        "largest": LARGEST,
    }
    return render(request, "staff/audio/record.html", page)


def _list_slots(round_: Round, instrument: Instrument, language: str) -> list[Slot]:
    texts = instrument.texts.get(language)
    sounds = list_sounds(round_.organisation, instrument, language)
    sentences = list_sentences(instrument, texts, groups=list_chosen_groups(round_)) if texts else []
    return [Slot(number, each, sounds.get(each.key, "")) for number, each in enumerate(sentences, start=1)]


def _change(
    request: StaffRequest, round_: Round, instrument: Instrument, slots: list[Slot], *, language: str
) -> HttpResponse:
    """Save or take away one recording, and return to its place on the page."""
    slot = next((slot for slot in slots if slot.sentence.key == request.POST.get("key")), None)
    if slot is None:
        raise Http404
    folder = recordings_folder(request.organisation, instrument, language)
    sound = request.FILES.get("sound")
    if "drop" in request.POST:
        drop_recording(folder, slot.sentence.key)
    elif sound is None or (sound.size or 0) > LARGEST or not save_recording(folder, slot.sentence.key, sound.read()):
        messages.error(request, say("audio.refused"))
    what = "recording.drop" if "drop" in request.POST else "recording.save"
    log(request.user, what, organisation=request.organisation, subject=f"{round_.code} {language} {slot.sentence.key}")
    here = reverse("round-recordings", args=[request.organisation.code, round_.code, language])
    return HttpResponseRedirect(f"{here}#s{slot.number}")
