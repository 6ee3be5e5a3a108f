"""One person's visit to the form: what was opened, in which languages it can be had, and whether it may be answered."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from genklang.instrument.item_type import text_items
from genklang.instrument.model import PublishedInstrument
from genklang.server.fieldwork.privacy_texts import find_privacy
from genklang.server.fieldwork.tokens import is_begun
from genklang.server.jobs.take_response import is_open
from genklang.server.web.respondent.form import Form, is_written_easy, read_published
from genklang.server.web.respondent.languages import list_languages
from genklang.server.web.respondent.pages import show_notice
from genklang.server.web.respondent.passes import Pass
from genklang.server.web.respondent.sounds import list_sounds


@dataclass(frozen=True, slots=True)
class Visit:
    """A pass with the questionnaire of its round and the languages that it can be answered in."""

    opened: Pass
    published: PublishedInstrument
    languages: tuple[str, ...]

    def make_form(self, language: str, *, is_easy: bool) -> Form:
        """Return the form in a language; easy to read only where the questionnaire is written so."""
        instrument = self.published.instrument
        return Form(
            self.published,
            self.opened.place.target_group,
            language,
            is_easy=(is_easy and instrument.easy_read) or is_written_easy(self.published, language),
            sounds=list_sounds(self.opened.round.organisation, instrument, language),
        )

    def tell_privacy(self, language: str) -> str:
        """Return what is promised on this channel, in sentences parted by line breaks."""
        return find_privacy(
            self.opened.round,
            self.opened.channel.partition("_")[0],
            language,
            target_group=self.opened.place.target_group,
            has_comments=bool(text_items(self.published.instrument)),
        )


def make_visit(opened: Pass) -> Visit:
    """Return the visit that a pass allows."""
    published = read_published(opened.round.instrument)
    return Visit(opened, published, list_languages(opened.round, published.instrument))


def refuse_visit(
    request: HttpRequest, visit: Visit, *, language: str, now: datetime, begun: str = ""
) -> HttpResponse | None:
    """Return the page that says why a round cannot be answered now; None where it can, or was begun in time."""
    round_ = visit.opened.round
    if round_.is_test or is_open(round_, now) or is_begun(round_, begun):
        return None
    is_future = timezone.localdate(now) < round_.opens
    return show_notice(
        request,
        "entry.future" if is_future else "entry.closed",
        language=language,
        languages=visit.languages,
        organisation=round_.organisation,
        date=tell_date(round_.opens if is_future else round_.closes, language),
    )


def tell_date(day: date, language: str) -> str:
    """Return a date as a language writes it; in figures where Django does not know the language."""
    with override(language):
        return date_format(day, "DATE_FORMAT") if language in {"sv", "en", "da", "uk", "ar"} else day.isoformat()
