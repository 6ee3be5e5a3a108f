"""The scan station end to end: forms in three writings for two units, 300 filled in and scanned hard, read, the doubts
looked at by keyboard, what was not read scanned again, sent, and closed together with answers from the web."""

import base64
import hashlib
import math
import os
import re
import time
import zipfile
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from multiprocessing import get_context
from pathlib import Path

import polars as pl
import pytest
from django.utils import timezone
from playwright.sync_api import Page
from tests.journeys.paper_pile import FilledPile, fill_pile
from tests.server.people import sign_in
from tests.server.respondents import visit

from genklang.analysis.report_files import make_file_name
from genklang.instrument.publish import from_json
from genklang.paper.form_file import SUFFIX
from genklang.server.fieldwork.models import Round, ScanPile, SealedAnswer, State, TaskKind
from genklang.server.fieldwork.operations.round_texts import approve_language
from genklang.server.fieldwork.operations.rounds import Basics, create_round, set_channels, set_languages, set_places
from genklang.server.jobs.keys import make_key, try_recovery
from genklang.server.jobs.print_paper import forms_folder
from genklang.server.jobs.publish_round import open_round
from genklang.server.jobs.worker import work
from genklang.server.organisation.models import User
from genklang.server.organisation.operations.members import accept_as_new
from genklang.server.organisation.operations.organisations import change_organisation, found_organisation
from genklang.server.organisation.operations.units import add_unit
from genklang.server.responses.models import Response
from genklang.tables.keys import NOT_ASKED

CHROMIUM = Path("/usr/bin/chromium")
PICTURES = os.environ.get("GENKLANG_PICTURES", "")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("scan-station"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="NO CHROMIUM at /usr/bin/chromium: no paper was looked at"),
    pytest.mark.django_db(databases=["default", "responses"], transaction=True),
]
PASSPHRASE = "två nycklar till samma lås"
UNITS = ("Mottagningen", "Jobbcenter")
GROUP = "ekonomiskt_bistand"
LANGUAGES = ("sv", "ar", "ti")
SHEETS = 50
"""Of each of the six forms."""
WEB = 24
"""Answers from the web at each unit."""


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.KEYS, settings.DATA = tmp_path / "keys", tmp_path / "data"


@pytest.fixture
def round_(transactional_db) -> Round:
    """An open round of two units in three languages, on the web and on paper."""
    made, invitation = found_organisation("Köping", owner_name="Karin Berg", owner_email="karin@example.org", code="k")
    owner = accept_as_new(invitation, name="Karin Berg", password="en mycket lång mening om ingenting", language="sv")
    change_organisation(made, {"support_phone": "0123-45 67 89"}, actor=owner)
    units = [add_unit(made, unit, None, actor=owner) for unit in UNITS]
    today = timezone.localdate()
    basics = Basics(title="Brukarundersökning 2026", period="2026", opens=today, closes=today + timedelta(days=30))
    planned = create_round(made, basics, questionnaire="skr-ifo/2016", language="sv")
    set_places(planned, [(unit, GROUP) for unit in units])
    set_channels(planned, ["link", "paper"])
    set_languages(planned, LANGUAGES)
    for language in LANGUAGES:
        approve_language(planned, language, by=owner, today=today)
    assert try_recovery(planned, make_key(planned, PASSPHRASE, custodian="Kommunarkivet", cost=2), PASSPHRASE)
    open_round(planned, now=timezone.now())
    return planned


@dataclass(frozen=True)
class Station:
    """A browser in which the coordinator is signed in, and the round that is worked on."""

    page: Page
    here: str
    round: Round

    def open(self, path: str) -> None:
        """Open a page; a database in memory, as tests have it, may be locked for a moment."""
        answer = self.page.goto(f"{self.here}{path}")
        if answer.status == 503:
            time.sleep(1)
            answer = self.page.goto(f"{self.here}{path}")
        assert answer.status == 200, (path, answer.status)

    def press(self, button: str) -> None:
        with self.page.expect_navigation():
            self.page.click(button)

    def work(self) -> None:
        """Let the worker run, while no page asks for anything."""
        self.page.goto("about:blank")
        work(timezone.now, once=True)

    def keep_picture(self, name: str) -> None:
        if PICTURES:
            self.page.screenshot(path=f"{PICTURES}/journey-{name}.png", full_page=True)


@pytest.fixture
def station(browser, live_server, round_) -> Station:
    context = browser.new_context(viewport={"width": 1200, "height": 900}, locale="sv", accept_downloads=True)
    session = sign_in(User.objects.get(), second_factor=True).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return Station(context.new_page(), f"{live_server.url}/o/k/rounds/{round_.code}/", round_)


def test_paper_from_print_to_report(station, tmp_path, record_testsuite_property):
    print_and_hand_out(station)
    filled = fill_in([(file, seed, range(SHEETS)) for seed, file in enumerate(list_forms(station.round))])
    pile = upload(station, filled, tmp_path / "first")
    begun = time.perf_counter()
    decisions = review(station, pile, filled)
    record_testsuite_property("decisions", decisions)
    record_testsuite_property("decisions_an_hour", round(3600 * decisions / (time.perf_counter() - begun)))
    lost = find_lost(station, pile)
    record_testsuite_property("scanned_again", sum(map(len, lost.values())))
    error = send(station, pile)
    record_testsuite_property("error", error)
    if lost:
        again = fill_in([(p.form, p.seed, tuple(lost[p.seed])) for p in filled if p.seed in lost], level="office")
        second = upload(station, again, tmp_path / "second")
        review(station, second, again)
        send(station, second)
    assert SealedAnswer.objects.count() == len(UNITS) * len(LANGUAGES) * SHEETS
    people = [(p.unit, meant) for p in filled for meant in p.meant] + answer_on_the_web(station.round)
    close(station)
    silent = count_silent(station.round, people)
    record_testsuite_property("wrong_answers", silent)
    assert silent <= 0.005 * 9 * len(people)
    check_figures(download_figures(station), station.round, people, error=error)


def print_and_hand_out(station: Station) -> None:
    """Print a form of each unit and language, and count what is handed out."""
    page = station.page
    station.open("paper/")
    for box in page.locator("form[action$='/print/'] [type=checkbox]").all():
        box.check()
    page.fill("#id_print_count", "60")
    with page.expect_download() as download:
        page.click("form[action$='/print/'] button")
    assert len(zipfile.ZipFile(download.value.path()).namelist()) == len(UNITS) * len(LANGUAGES)
    for number in range(len(UNITS)):
        station.open("paper/")
        page.select_option("#id_offered_place", index=number)
        page.fill("#id_offered_count", "200")
        station.press("form[action$='/offered/'] button")
    station.keep_picture("1-paper")


def list_forms(round_: Round) -> list[Path]:
    return sorted(forms_folder(round_).glob(f"*{SUFFIX}"))


def fill_in(jobs, *, level: str = "") -> list[FilledPile]:
    """Let people fill sheets in, and scan them, on both cores."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        return [each.result() for each in [pool.submit(fill_pile, *job, level) for job in jobs]]


def upload(station: Station, filled: list[FilledPile], folder: Path) -> ScanPile:
    """Upload all files at once, let the worker read them, and return the pile."""
    folder.mkdir()
    for pile in filled:
        (folder / f"{pile.seed}.pdf").write_bytes(pile.scans)
    station.open("scans/")
    station.page.set_input_files("[name=scans]", sorted(folder.iterdir()))
    station.press("main form button")
    station.keep_picture("2-waiting")
    key = re.search(r"scans/([0-9a-f-]{36})/", station.page.url)[1]
    station.work()
    found = ScanPile.objects.select_related("round").get(pk=key)
    assert found.state == "review", found.fault
    station.open(f"scans/{found.pk}/")
    station.keep_picture("3-read")
    return found


def review(station: Station, pile: ScanPile, filled: list[FilledPile]) -> int:
    """Look at everything by keyboard, as somebody who reads every picture rightly; return how many that was."""
    page, count = station.page, 0
    seen = {key: codes for each in filled for key, codes in each.seen.items()}
    for kind in TaskKind.values:
        station.open(f"scans/{pile.pk}/review/{kind}/")
        if "/review/" not in page.url:
            continue
        station.keep_picture(f"4-{kind}")
        for left in range(int(page.locator("#left").get_attribute("data-left")), 0, -1):
            decide(page, seen, is_last=left == 1)
            count += 1
    return count


def decide(page: Page, seen: dict[str, tuple[int, ...]], *, is_last: bool) -> None:
    """Read the picture and press the key of what it says; a sheet of which one side is missing does not count."""
    task = page.wait_for_selector("article:not([hidden], [inert])", state="attached")
    key = "2"
    if picture := task.query_selector(".snippet:not(.whole) img"):
        png = base64.b64decode(picture.get_attribute("src").partition(",")[2])
        codes = seen[hashlib.sha256(png).hexdigest()]
        values = [choice.get_attribute("value") for choice in task.query_selector_all("[name=said]")]
        key = str(values.index(str(codes[0])) + 1) if codes else "0"
    if not is_last:
        return page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press(key)
    return None


def find_lost(station: Station, pile: ScanPile) -> dict[int, list[int]]:
    """Find the sheets whose pages were not read, as the page of the pile names them: by file and page."""
    assert not pile.sheets.filter(tasks__why="twice").exists()
    station.open(f"scans/{pile.pk}/unread/")
    station.keep_picture("5-unread")
    lost = defaultdict(set)
    for file, page in re.findall(r"(\d+)\.pdf, sida (\d+)", station.page.locator("main").inner_text()):
        lost[int(file)].add((int(page) - 1) // 2)
    return {file: sorted(sheets) for file, sheets in lost.items()}


def send(station: Station, pile: ScanPile) -> float:
    """Send a pile, and return how many per cent of what the machine was sure of may be wrong, as its report says."""
    station.open(f"scans/{pile.pk}/")
    station.press("form[action$='/send/'] button")
    station.work()
    station.open(f"scans/{pile.pk}/")
    station.keep_picture("6-sent")
    pile.refresh_from_db()
    assert pile.state == "sent", pile.fault
    told = re.search(r"ligger mellan [\d,]+ och ([\d,]+) procent", station.page.locator("main").inner_text())
    return float(told[1].replace(",", "."))


def answer_on_the_web(round_: Round) -> list[tuple[str, dict[str, tuple[int, ...]]]]:
    """Let people answer behind the shared links; return what each meant."""
    people = []
    for place, number in product(round_.places.select_related("unit"), range(WEB)):
        someone = visit(place)
        codes = {"kontakt": 1 + number % 4, "forstaelse": 1 + number % 2, "gender": 1 + number % 2}
        someone.press("send", *((f"a.{item}", str(code)) for item, code in codes.items()), step="check")
        assert someone.reply.status_code == 200
        people.append((place.unit.name, {item: (code,) for item, code in codes.items()}))
    return people


def close(station: Station) -> None:
    for page in ("close/", "wait/"):
        station.open(page)
        station.press("main form button")
    station.work()
    station.round.refresh_from_db()
    assert station.round.state == State.DRAFT


def count_silent(round_: Round, people) -> int:
    """Return how many answers to questions differ between what was meant and what is in the responses."""
    units = dict(round_.organisation.units.values_list("code", "name"))
    items = [item.code for item in from_json(round_.instrument).instrument.items if item.code != "gender"]
    told = Counter((units[r.unit], i, r.answers[i]) for r in Response.objects.all() for i in items if i in r.answers)
    meant = Counter((unit, i, codes[0]) for unit, answers in people for i, codes in answers.items() if codes)
    meant = Counter({key: n for key, n in meant.items() if key[1] in items})
    told = Counter({key: n for key, n in told.items() if key[2] != NOT_ASKED and key[2] is not None})
    return max((told - meant).total(), (meant - told).total())


def download_figures(station: Station) -> pl.DataFrame:
    station.open("results/")
    station.keep_picture("7-results")
    with station.page.expect_download() as download:
        station.page.click("a[href$='results/figures/']")
    with zipfile.ZipFile(download.value.path()) as archive:
        return pl.read_csv(archive.read(f"sv/{make_file_name('Köping')}.csv"), infer_schema_length=None)


def check_figures(figures: pl.DataFrame, round_: Round, people, *, error: float) -> None:
    """What the report shows of each unit and of both is what people meant, within what the pile's report said."""
    shown = figures.filter(pl.col("statistic") == "share_positive", pl.col("numerator").is_not_null())
    shown = shown.filter(pl.col("gender").is_null(), pl.col("target_group").is_null(), pl.col("source") == "own")
    instrument = from_json(round_.instrument).instrument
    for row in shown.rows(named=True):
        item = instrument.item(row["item"])
        own = [answers.get(item.code, ()) for unit, answers in people if row["unit"] in {None, unit}]
        substantive = {c.code for c in item.substantive}
        positive = {c.code for c in item.positive}
        n, k = sum(bool(set(a) & substantive) for a in own), sum(bool(set(a) & positive) for a in own)
        assert abs(row["denominator"] - n) <= math.ceil(error / 100 * n), row
        assert row["value"] == pytest.approx(100 * k / n, abs=error), row
    assert set(shown["unit"]) == {None, *UNITS}
    assert shown.height >= 20
