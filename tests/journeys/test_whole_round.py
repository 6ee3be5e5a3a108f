"""A round from nothing to reports, as a new user goes through it in a browser, on a server of its own.

A coordinator founds a municipality with three units, sets up a round in three languages, prints, hands out codes, is
answered on a telephone in Arabic and on a tablet without network, reminds, closes, and downloads every unit's report.
"""

import io
import os
import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.installed_server import InstalledServer, run_server
from tests.pages import turn

CHROMIUM = Path("/usr/bin/chromium")
PICTURES = os.environ.get("GENKLANG_PICTURES", "")
"""A folder to keep pictures of the way in, for whoever wants to look."""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("whole-round"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="NO CHROMIUM at /usr/bin/chromium: no round was gone through"),
]

UNITS = ("Ekonomiskt bistånd", "Barn och unga", "Vuxenenheten")
GROUP = "ekonomiskt_bistand"
PASSWORD = "en mycket lång mening om ingenting"
PASSPHRASE = "två nycklar till samma lås"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with run_server(tmp_path_factory.mktemp("round")) as running:
        yield running


def keep_picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def go(page: Page, path: str) -> None:
    answer = page.goto(path)
    assert answer.status == 200, (path, answer.status)


def test_a_new_user_goes_from_nothing_to_reports(server: InstalledServer, browser: Browser):
    page = browser.new_context(locale="sv", viewport={"width": 1200, "height": 900}, accept_downloads=True).new_page()
    accept_invitation(server, page)
    say_whom_to_ask(server, page)
    add_units(server, page)
    code = set_up_round(server, page)
    here = f"{server.address}/o/sodertuna/rounds/{code}/"
    open_with_two_custodians(page, here)
    print_posters(page, here)
    codes = hand_out_codes(page, here)
    answer_in_arabic(server, browser, codes[0])
    answer_on_a_tablet_without_network(server, browser, page, here)
    write_and_remind(server, page, here)
    answer_as_visitors(server, page, here)
    close_and_download(server, page, here)


def accept_invitation(server: InstalledServer, page: Page) -> None:
    """Choose a password behind the link that the first command printed."""
    go(page, server.found("Södertuna kommun", "Karin Berg", "karin@sodertuna.example", code="sodertuna"))
    keep_picture(page, "01-invitation")
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    turn(page, "main button")
    page.fill("[name=login]", "karin@sodertuna.example")
    page.fill("[name=password]", PASSWORD)
    turn(page, "main button")
    keep_picture(page, "02-home")


def say_whom_to_ask(server: InstalledServer, page: Page) -> None:
    go(page, f"{server.address}/o/sodertuna/settings/")
    page.fill("[name=support_name]", "Karin Berg")
    page.fill("[name=support_phone]", "0123-45 67 89")
    turn(page, "main form button")


def add_units(server: InstalledServer, page: Page) -> None:
    go(page, f"{server.address}/o/sodertuna/units/import/")
    page.fill("[name=text]", "Namn\n" + "\n".join(UNITS))
    turn(page, "main button")
    turn(page, "main button:not(.link)")
    go(page, f"{server.address}/o/sodertuna/units/")
    for unit in UNITS:
        expect(page.locator("main")).to_contain_text(unit)
    keep_picture(page, "03-units")


def set_up_round(server: InstalledServer, page: Page) -> str:
    """Set up a round: questionnaire, days, places, channels, languages with somebody who stands for each."""
    go(page, f"{server.address}/o/sodertuna/rounds/new/")
    page.select_option("[name=start]", label=page.locator("[name=start] option[value^='skr-ifo/']").inner_text())
    today = server.noon.date()
    page.fill("[name=opens]", today.isoformat())
    page.fill("[name=closes]", (today + timedelta(days=30)).isoformat())
    turn(page, "main button")
    keep_picture(page, "04-round-planned")
    code = page.url.rstrip("/").rsplit("/", 1)[1]
    here = f"{server.address}/o/sodertuna/rounds/{code}/"
    go(page, f"{here}places/")
    for box in page.locator(f"input[name=place][value$='/{GROUP}']").all():
        box.check()
    turn(page, "main form button")
    go(page, f"{here}channels/")
    for channel in ("link", "code", "email", "kiosk"):
        page.check(f"input[value={channel}]")
    turn(page, "main form button")
    go(page, f"{here}languages/")
    for language in ("sv", "en", "ar"):
        page.check(f"input[value={language}]")
    turn(page, "main form button")
    for language in ("sv", "en", "ar"):
        go(page, f"{here}languages/{language}/")
        turn(page, "main form button")
    keep_picture(page, "05-languages")
    return code


def open_with_two_custodians(page: Page, here: str) -> None:
    go(page, f"{here}key/")
    keep_picture(page, "06-key")
    page.fill("[name=custodian]", "Ulf Lind, kommunarkivet")
    page.fill("[name=passphrase]", PASSPHRASE)
    page.fill("[name=again]", PASSPHRASE)
    with page.expect_download() as download:
        page.click("main form button")
    file = download.value.path()
    go(page, f"{here}key/")
    page.set_input_files("[name=file]", {"name": "x.genklang-key", "mimeType": "x/x", "buffer": file.read_bytes()})
    page.fill("[name=passphrase]", PASSPHRASE)
    turn(page, "main form button")
    keep_picture(page, "07-ready")
    go(page, f"{here}open/")
    turn(page, "main form button")
    keep_picture(page, "08-open")


def print_posters(page: Page, here: str) -> None:
    go(page, f"{here}handouts/")
    keep_picture(page, "09-handouts")
    pages = download_pdf(page, "posters")
    assert len(pages) == len(UNITS)


def hand_out_codes(page: Page, here: str) -> list[str]:
    go(page, f"{here}handouts/")
    codes = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}", "\n".join(download_pdf(page, "codes")))
    assert len(set(codes)) == len(codes) > 0
    return codes


def download_pdf(page: Page, part: str) -> list[str]:
    """Print with the suggested choices; return the text of each page."""
    section = page.locator(f"section[aria-labelledby={part}]")
    section.locator("summary").click()
    for select in section.locator("select").all():
        if not select.input_value():
            select.select_option(index=1)
    with page.expect_download() as download:
        section.locator("form button").first.click()
    pdf = pypdfium2.PdfDocument(download.value.path().read_bytes())
    return [each.get_textpage().get_text_bounded() for each in pdf]


def answer_in_arabic(server: InstalledServer, browser: Browser, code: str) -> None:
    """Answer on a telephone with a code, one question a page, from right to left; the code then counts as used."""
    phone = browser.new_context(locale="ar", viewport={"width": 390, "height": 800}, has_touch=True).new_page()
    go(phone, f"{server.address}/k/")
    phone.fill("[name=code]", code.lower().replace("-", " "))
    turn(phone, "button.go")
    keep_picture(phone, "10-arabic-start")
    assert phone.locator("html").get_attribute("dir") == "rtl"
    go_on(phone)
    keep_picture(phone, "11-arabic-question")
    while phone.locator("input[type=radio]").count():
        phone.locator("input[type=radio]").first.check()
        go_on(phone)
    keep_picture(phone, "12-arabic-check")
    go_on(phone)
    keep_picture(phone, "13-arabic-thanks")
    assert server.count("sealed") == 1
    go(phone, f"{server.address}/k/")
    phone.fill("[name=code]", code)
    turn(phone, "button.go")
    assert not phone.locator("input[type=radio]").count()
    keep_picture(phone, "14-arabic-already")


def go_on(phone: Page) -> None:
    """Press the large button, and wait until another page stands there: it may be put in place without a navigation."""
    heading = phone.locator("h1").first.inner_text()
    phone.click("button.go")
    expect(phone.locator("h1").first).not_to_have_text(heading)


def answer_on_a_tablet_without_network(server: InstalledServer, browser: Browser, page: Page, here: str) -> None:
    go(page, f"{here}desks/")
    keep_picture(page, "15-desks")
    address = page.locator("a[href*='/kiosk/']").first.get_attribute("href")
    tablet = browser.new_context(locale="sv", viewport={"width": 820, "height": 1180}).new_page()
    go(tablet, address)
    tablet.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    tablet.reload()
    keep_picture(tablet, "16-kiosk")
    tablet.context.set_offline(True)
    for _ in range(2):
        answer_kiosk(tablet)
    keep_picture(tablet, "17-kiosk-thanks")
    before = server.count("sealed")
    tablet.context.set_offline(False)
    tablet.evaluate("dispatchEvent(new Event('online'))")
    server.wait(lambda: server.count("sealed") == before + 2)


def answer_kiosk(tablet: Page) -> None:
    """Answer as one who is handed the tablet, and leave it ready for the next person."""
    here = "section:not([hidden])"
    tablet.click("[data-speak=sv]")
    tablet.click(f"{here} [data-go=begin]")
    while tablet.locator(here).get_attribute("data-step") != "send":
        tablet.locator(f"{here} input").first.check()
        tablet.click(f"{here} [data-go=next]")
    tablet.click(f"{here} [data-go=send]")
    tablet.click(f"{here}[data-step=thanks] [data-go=restart]")


def write_and_remind(server: InstalledServer, page: Page, here: str) -> None:
    """Take in a list, invite, let one of two answer, and remind: only the other is reminded."""
    go(page, f"{here}contacts/email/upload/")
    rows = f"Enhet;E-post\n{UNITS[0]};ett@example.org\n{UNITS[1]};tva@example.org\n"
    page.set_input_files(
        "[name=file]", {"name": "lista.csv", "mimeType": "text/csv", "buffer": rows.encode("utf-8-sig")}
    )
    turn(page, "main form button")
    turn(page, "button[name=look]")
    keep_picture(page, "18-list")
    turn(page, "button[name=take]")
    plan_sending(page, here, server.noon)
    server.work(server.noon)
    answer_by_link(server, dict(server.read_mails())["ett@example.org"])
    plan_sending(page, here, server.noon)
    server.work(server.noon + timedelta(minutes=5))
    keep_picture(page, "19-contacts")
    assert [to for to, _ in server.read_mails()] == ["ett@example.org", "tva@example.org", "tva@example.org"]


def plan_sending(page: Page, here: str, day: datetime) -> None:
    go(page, f"{here}contacts/email/plan/")
    page.fill("[name=send_on]", day.date().isoformat())
    turn(page, "main form button")


def answer_as_visitors(server: InstalledServer, page: Page, here: str) -> None:
    """Let thirty visitors of each unit answer behind the shared links; caseworkers have counted forty."""
    go(page, f"{here}desks/")
    for number in range(len(UNITS)):
        turn(page, "main form button", nth=number)
        pin, desk = page.locator(".pin .code").inner_text(), page.locator(".pin .note").inner_text()
        count_offered(desk, pin, taps=40)
    for address in [a.get_attribute("href") for a in page.locator("a[href*='/s/']").all()]:
        for number in range(30):
            answer_by_link(server, address, choice=1 + number % 3)
    go(page, f"{here}progress/")
    keep_picture(page, "20-progress")


def count_offered(desk: str, pin: str, *, taps: int) -> None:
    """Count on a caseworker's telephone, without an account."""
    with httpx.Client(follow_redirects=True) as phone:
        page = phone.post(desk, data={"pin": pin, "csrfmiddlewaretoken": read_token(phone.get(desk).text)})
        group = re.search(r'data-group="([^"]+)"', page.text)[1]
        made = [{"id": str(uuid4()), "group": group, "undo": False} for _ in range(taps)]
        reply = phone.post(f"{desk}taps", json=made, headers={"X-CSRFToken": read_token(page.text)})
        assert reply.json()["counts"][group] == taps


def read_token(page: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def answer_by_link(server: InstalledServer, address: str, *, choice: int = 1) -> None:
    with httpx.Client(follow_redirects=True, base_url=server.address) as visitor:
        start = visitor.get(address)
        fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', start.text))
        fields |= {"step": "check", "go": "send", "a.kontakt": str(choice), "a.forstaelse": str(choice)}
        reply = visitor.post(start.url, data=fields)
        assert reply.status_code == 200, reply.text[:500]


def close_and_download(server: InstalledServer, page: Page, here: str) -> None:
    go(page, f"{here}close/")
    keep_picture(page, "21-close")
    assert server.is_in_files("tva@example.org")
    turn(page, "main form button")
    assert not server.is_in_files("tva@example.org")
    go(page, f"{here}wait/")
    turn(page, "main form button")
    server.work(server.noon + timedelta(hours=1))
    go(page, f"{here}results/")
    keep_picture(page, "22-results")
    with page.expect_download() as download:
        page.click("a[href$='results/reports/']")
    reports = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    assert (server.count("sealed"), server.count("contacts"), server.count("tokens")) == (0, 0, 0)
    for unit in UNITS:
        page = reports.read(f"sv/{unit.casefold().replace(' ', '-')}.html").decode()
        assert "67" in page, "two of three found it easy to get in touch"
        assert reports.read(f"sv/{unit.casefold().replace(' ', '-')}.pdf").startswith(b"%PDF")
