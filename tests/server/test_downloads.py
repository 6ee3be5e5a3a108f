"""What a round hands out: to those who may, and nothing in any file that the policy withholds (attacks 43 to 46)."""

import io
import re
import zipfile

import polars as pl
import pypdfium2
import pytest
import python_calamine
from answering import NOW, answer, open_now, places_of
from django.urls import reverse
from django.utils import timezone
from people import add_member, sign_in

from genklang.analysis import attack
from genklang.errors import problem, write_problems
from genklang.server.fieldwork.models import Place, Round, State, Tally
from genklang.server.jobs.close_round import close_round, finish
from genklang.server.jobs.compute import compute
from genklang.server.jobs.worker import work
from genklang.server.organisation.models import AuditEntry, Role, Unit
from genklang.server.results.models import Publication, ReportFile
from genklang.server.web.staff.rounds.results import TO_COUNT, TO_READ

pytestmark = pytest.mark.django_db(databases=["default", "responses"], transaction=True)
COUNTS = {"north": 31, "south": 24, "west": 4}
SMALL = "Enhet Väst"
HIDDEN = r"(?<![–\d])(75|25)\s*(%|procent)"
"""What three of the four said, and the fourth: no other share of this round does, only a limit of uncertainty."""


@pytest.fixture
def results(planned_round, municipality, settings, tmp_path) -> Publication:
    """A computed round: two units with enough answers, one with four, every format."""
    settings.KEYS, settings.DATA = tmp_path / "keys", tmp_path / "data"
    west = Unit.objects.create(organisation=municipality, code="west", name=SMALL)
    Place.objects.create(round=planned_round, unit=west, target_group="ekonomiskt_bistand", token_hash="w" * 64)
    planned_round.languages = ["sv"]
    planned_round.save()
    open_now(planned_round)
    for place in places_of(planned_round):
        count = COUNTS[place.unit.code]
        for number in range(count):
            answer(place, code=1 + number % 3)
        Tally.objects.update_or_create(place=place, channel="link", day=NOW.date(), defaults={"offered": count + 9})
    close_round(planned_round, now=NOW, grace=NOW - NOW)
    finish(Round.objects.get(pk=planned_round.pk), now=NOW)
    return compute(Round.objects.get(pk=planned_round.pk), now=NOW)


def address(name: str, *parts: object) -> str:
    return reverse(f"round-{name}", args=["soderlunda", "2026", *parts])


def download(browser, file: ReportFile) -> bytes:
    response = browser.get(address("report" if file.format in TO_READ else "figure", file.pk))
    assert response.status_code == 200, file.format
    assert "attachment" in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-store"
    return response.content


def read_pdf(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    pages = "\n".join(page.get_textpage().get_text_range() for page in document)
    return pages + str(document.get_metadata_dict())


def test_a_unit_of_four_is_hidden_in_every_file(results, municipality, tmp_path):
    browser = sign_in(add_member(municipality, Role.COORDINATOR), second_factor=True)
    own = {f.format: download(browser, f) for f in results.files.filter(unit__code="west")}
    assert set(own) == {*TO_READ, *TO_COUNT}
    said = {kind: own[kind].decode("utf-8-sig") for kind in ("html", "txt")} | {"pdf": read_pdf(own["pdf"])}
    assert all("2026 kan inte visas" in " ".join(text.split()) for text in said.values())

    whole = {f.format: download(browser, f) for f in results.files.filter(unit=None)}
    shown = [*said.values(), whole["html"].decode("utf-8"), whole["txt"].decode("utf-8"), read_pdf(whole["pdf"])]
    assert not [text for text in shown if re.search(HIDDEN, text)]
    figures = pl.read_csv(whole["csv"], infer_schema_length=None)
    small = figures.filter(pl.col("unit") == SMALL, pl.col("statistic").is_not_null())
    assert small.height
    assert small["value"].drop_nulls().is_empty()
    assert not figures.filter(pl.col("unit") == "Enhet Nord")["value"].drop_nulls().is_empty()

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(whole["xlsx"]))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() if SMALL in row]
    assert rows
    assert not [cell for row in rows for cell in row if isinstance(cell, float) and 0 < cell <= 100 and cell % 1]
    parts = zipfile.ZipFile(io.BytesIO(whole["xlsx"])).namelist()
    assert not [p for p in parts if any(word in p for word in ("pivot", "embed", "external", "connections"))]

    folder = tmp_path / "downloaded"
    folder.mkdir()
    for kind in ("csv", "json"):
        (folder / f"whole.{kind}").write_bytes(whole[kind])
        (folder / f"own.{kind}").write_bytes(own[kind])
    assert attack([folder], instrument="skr-ifo") == []


def test_all_reports_come_in_one_file_and_each_download_is_logged(results, municipality):
    browser = sign_in(add_member(municipality, Role.COORDINATOR), second_factor=True)
    reports, figures = (zipfile.ZipFile(io.BytesIO(browser.get(address(n)).content)) for n in ("reports", "figures"))
    assert len(reports.namelist()) == 4 * len(TO_READ)
    assert len(figures.namelist()) == 4 * len(TO_COUNT)
    assert AuditEntry.objects.filter(action="round.reports_read").count() == 2


def test_who_may_not_export_gets_no_figures_and_one_factor_is_not_enough(results, municipality):
    figure, report = (results.files.get(unit=None, format=kind) for kind in ("xlsx", "pdf"))
    coordinator = add_member(municipality, Role.COORDINATOR)
    assert sign_in(coordinator).get(address("figure", figure.pk)).status_code == 403
    assert sign_in(coordinator).get(address("figures")).status_code == 403
    reader = sign_in(add_member(municipality, Role.READER), second_factor=True)
    assert reader.get(address("figure", figure.pk)).status_code == 403
    assert reader.get(address("figures")).status_code == 403
    assert sign_in(coordinator).get(address("report", report.pk)).status_code == 200
    assert sign_in(coordinator).get(address("report", figure.pk)).status_code == 404


def test_a_draft_is_for_those_who_see_the_whole_and_a_released_report_for_its_unit(results, municipality):
    north = Unit.objects.get(code="north")
    manager = sign_in(add_member(municipality, Role.UNIT_MANAGER, unit=north))
    own, other, whole = (results.files.get(unit=unit, format="pdf") for unit in (north, _unit("south"), None))
    assert "inte släppta" in manager.get(address("results")).content.decode()
    assert manager.get(address("report", own.pk)).status_code == 404
    assert manager.get(address("reports")).status_code == 404

    coordinator = sign_in(add_member(municipality, Role.COORDINATOR))
    assert "Släppa resultaten" in coordinator.get(address("release")).content.decode()
    coordinator.post(address("release"))
    assert Round.objects.get().state == State.PUBLISHED
    assert manager.get(address("report", own.pk)).status_code == 200
    assert manager.get(address("report", whole.pk)).status_code == 200
    assert manager.get(address("report", other.pk)).status_code == 404
    packed = zipfile.ZipFile(io.BytesIO(manager.get(address("reports")).content))
    assert len(packed.namelist()) == 2 * len(TO_READ)
    assert manager.post(address("release")).status_code == 403


def _unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def test_how_far_the_computing_is_and_what_stopped_it_are_said(planned_round, municipality):
    browser = sign_in(add_member(municipality, Role.COORDINATOR))
    assert "stängd och svaren blandade" in browser.get(address("results")).content.decode()
    made = Publication.objects.create(round=planned_round, made_at=NOW, policy="standard", files_done=3, files_total=24)
    assert "3 av 24 rapporter" in browser.get(address("results")).content.decode()
    Publication.objects.filter(pk=made.pk).update(problems=write_problems([problem("T103", "Höstens runda")]))
    assert "T103" in browser.get(address("results")).content.decode()
    Round.objects.update(state=State.MIXED)
    browser.post(address("compute"))
    work(timezone.now, once=True)
    assert Publication.objects.get().problems[0]["code"] == "T103"
    assert AuditEntry.objects.filter(action="round.report_read").count() == 0
