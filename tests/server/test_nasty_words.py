"""Words that would be markup, formulas or commands somewhere are words in every file; what nobody sees is left out.

Attacks 16 to 18, through the whole server: from what is typed or sealed to the files that staff download.
"""

import csv
import io
import json
import zipfile
from datetime import timedelta
from html.parser import HTMLParser

import pypdfium2
import pytest
import python_calamine
from answering import NOW, answer, open_now, places_of

from genklang.instrument.publish import to_json
from genklang.instrument.shelf import find_instrument
from genklang.server.fieldwork.models import MixKey, Tally
from genklang.server.fieldwork.sealing import seal
from genklang.server.jobs.close_round import close_round, finish
from genklang.server.jobs.compute import compute
from genklang.server.jobs.mix import mix
from genklang.server.jobs.take_response import Outcome, seal_context, take_sealed
from genklang.server.responses.models import Comment

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "responses"]),
    pytest.mark.usefixtures("own_folders"),
]
AT_ONCE = timedelta(0)
UNIT = '=1+1 <script>alert(1)</script> {{7*7}} #read("/etc/passwd") 😀'
TOWN = '"><img src=x onerror=alert(1)> <iframe src=file:///etc/passwd> javascript:alert(1) $x$ *fet*'
DIRTY = "Bra\x00\x0b \u202eomvänt\u202c \ud800 👍 Z" + "\u0335" * 90 + " <script>alert(1)</script>"
CLEAN = "Bra omvänt  👍 Z" + "\u0335" * 4 + " <script>alert(1)</script>"


def test_a_dirty_comment_is_stored_clean_whichever_way_it_comes(planned_round):
    planned_round.instrument = to_json(published := find_instrument("samarbejdskommuner"))
    planned_round.save()
    planned_round.places.update(target_group=published.instrument.target_groups[0].code)
    open_now(planned_round)
    place = places_of(planned_round)[0]
    for number in range(10):
        said = {"answers": {"kommentar": DIRTY}, "channel": "kiosk", "language": "da"}
        sealed = seal(bytes(MixKey.objects.get().public), json.dumps(said).encode(), seal_context(place))
        assert take_sealed(place, sealed, submission=f"s{number}", channel="kiosk", now=NOW) == Outcome.STORED
    close_round(planned_round, now=NOW, grace=AT_ONCE)
    assert mix(planned_round, now=NOW) == 10
    assert {comment.text for comment in Comment.objects.all()} == {CLEAN}
    assert CLEAN.encode().decode() == CLEAN


@pytest.fixture
def files(planned_round, municipality, settings) -> dict[str, bytes]:
    """Every file about a unit whose name and town are nasty, by format."""
    municipality.units.filter(code="north").update(name=UNIT)
    type(municipality).objects.update(name=TOWN)
    planned_round.languages, planned_round.title = ["sv"], TOWN
    planned_round.save()
    open_now(planned_round)
    place = places_of(planned_round)[0]
    for number in range(31):
        answer(place, code=1 + number % 3)
    Tally.objects.update(offered=60)
    close_round(planned_round, now=NOW, grace=AT_ONCE)
    finish(planned_round, now=NOW)
    planned_round.refresh_from_db()
    made = compute(planned_round, now=NOW)
    assert (made.problems, made.is_complete) == ([], True)
    return {file.format: (settings.DATA / file.path).read_bytes() for file in made.files.filter(unit__code="north")}


class Read(HTMLParser):
    """The words and the elements of a page."""

    def __init__(self, text):
        super().__init__()
        self.words, self.tags, self.handlers = "", set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.handlers |= {name for name, _ in attrs if name.startswith("on")}

    def handle_data(self, data):
        self.words += data


def test_names_are_text_in_every_file(files):
    assert set(files) == {"html", "pdf", "xlsx", "txt", "csv", "json"}

    page = Read(files["html"].decode())
    assert UNIT in page.words
    assert TOWN in page.words
    assert not page.tags & {"script", "iframe", "img", "object", "embed"}
    assert not page.handlers

    with pypdfium2.PdfDocument(files["pdf"]) as document:
        pages = "".join(p.get_textpage().get_text_range() for p in document)
    said = "".join(pages.replace("\ufffe", "").split())
    assert '#read("/etc/passwd")' in said
    assert "<iframesrc=file:///etc/passwd>" in said
    assert "$x$*fet*" in said
    assert "root:" not in said

    assert UNIT in files["txt"].decode("utf-8-sig")

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"]))
    cells = {c for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for c in row}
    assert UNIT in cells
    parts = zipfile.ZipFile(io.BytesIO(files["xlsx"]))
    assert not [n for n in parts.namelist() if b"<f>" in parts.read(n) or b"External" in parts.read(n)]

    rows = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert {row["unit"] for row in rows} >= {"'" + UNIT}
    assert not [cell for row in rows for cell in row.values() if cell and cell[0] in "=+@\t\r"]

    assert UNIT in {estimate["unit"] for estimate in json.loads(files["json"])["estimates"]}
