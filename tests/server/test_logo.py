"""An organisation's logo: drawn anew, shown on its pages, hand-outs and reports, and to nobody else."""

import io

import pikepdf
import pytest
from answering import answer, open_now, places_of
from django.core.files.uploadedfile import SimpleUploadedFile
from people import add_member, sign_in
from PIL import Image
from tenants import make_tenant

from genklang.reporting.model import Letterhead
from genklang.server.fieldwork.models import Round
from genklang.server.jobs import compute as computing
from genklang.server.jobs.print_codes import print_codes
from genklang.server.jobs.print_posters import print_posters, print_slips
from genklang.server.organisation.models import AuditEntry, Logo, Organisation, Role
from genklang.server.organisation.operations.organisations import set_logo
from genklang.server.organisation.queries import read_logo

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "responses"])
HERE = "/o/soderlunda/settings/logo/"


def draw(kind="PNG", size=(600, 200)):
    file = io.BytesIO()
    Image.new("RGB", size, (140, 20, 60)).save(file, kind)
    return file.getvalue()


def upload(client, data=None, name="logo.png"):
    return client.post(HERE, {"file": SimpleUploadedFile(name, data or draw())})


@pytest.fixture
def owner(municipality):
    return sign_in(add_member(municipality, Role.SYSTEM_OWNER))


def pictures_in(pdf: bytes) -> int:
    """Return how many raster pictures a PDF holds: QR codes and charts are lines, the logo is not."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        streams = (thing for thing in document.objects if isinstance(thing, pikepdf.Stream))
        return sum(stream.get("/Subtype") == "/Image" for stream in streams)


def test_it_is_uploaded_shown_kept_by_browsers_replaced_and_removed(owner, municipality):
    assert upload(owner).status_code == 302
    municipality.refresh_from_db()
    address = f"/o/soderlunda/logo/{municipality.logo}.png"
    assert address in owner.get("/o/soderlunda/").content.decode()
    shown = owner.get(address)
    assert (shown["Content-Type"], shown.content) == ("image/png", read_logo(municipality))
    assert "immutable" in shown["Cache-Control"]
    upload(owner, draw("JPEG", (100, 100)), "photo.jpg")
    assert owner.get(address).status_code == 404
    owner.post(HERE, {"remove": "1"})
    municipality.refresh_from_db()
    assert (municipality.logo, Logo.objects.count()) == ("", 0)
    assert "logo.png" not in owner.get("/o/soderlunda/").content.decode()
    told = AuditEntry.objects.filter(action__startswith="organisation.logo").values_list("action", flat=True)
    assert list(told.order_by("number")) == [
        *("organisation.logo_set", "organisation.logo_set", "organisation.logo_removed")
    ]


def test_what_is_no_picture_is_said_in_the_readers_language_and_changes_nothing(owner, municipality):
    page = upload(owner, b"<svg onload=alert(1)>")
    assert page.status_code == 400
    assert "F020 bilden: Det är ingen bild av sorten PNG eller JPEG" in page.content.decode()
    assert not Logo.objects.exists()


def test_strangers_see_no_logo_and_a_reader_changes_none(owner, municipality):
    upload(owner)
    municipality.refresh_from_db()
    address = f"/o/soderlunda/logo/{municipality.logo}.png"
    stranger = make_tenant("other", "Annanby")
    assert sign_in(add_member(stranger, Role.READER, email="x@other.example")).get(address).status_code == 404
    reader = sign_in(add_member(municipality, Role.READER))
    assert reader.get(address).status_code == 200
    assert upload(reader).status_code == 403


def test_pages_ask_no_more_of_the_database_for_it(owner, municipality, django_assert_num_queries):
    with django_assert_num_queries(6):
        owner.get("/o/soderlunda/units/")
    upload(owner)
    owner.get("/o/soderlunda/units/")
    with django_assert_num_queries(6):
        owner.get("/o/soderlunda/units/")


def test_posters_slips_and_codes_carry_it(open_round, settings):
    place = places_of(open_round)[0]
    assert pictures_in(print_posters(open_round, [place], languages=["sv", "ar"])) == 0
    set_logo(open_round.organisation, draw(), actor=add_member(open_round.organisation, Role.SYSTEM_OWNER))
    again = Round.objects.select_related("organisation").get()
    assert pictures_in(print_posters(again, [place], languages=["ar", "sv"])) >= 1
    assert pictures_in(print_slips(again, place, languages=["sv"], count=3)) >= 1
    assert pictures_in(print_codes(again, place, languages=["sv"], count=3, today=again.opens)) >= 1


def test_reports_are_headed_by_it_and_the_colour(planned_round, settings, tmp_path, monkeypatch):
    settings.DATA, settings.KEYS = tmp_path / "data", tmp_path / "keys"
    asked = []
    write = computing.write_reports
    monkeypatch.setattr(computing, "FORMATS", ("html", "pdf"))
    monkeypatch.setattr(
        computing, "write_reports", lambda *a, **more: asked.append(more["letterhead"]) or write(*a, **more)
    )
    Organisation.objects.update(accent="#6b1f3a")
    set_logo(Organisation.objects.get(), draw(), actor=add_member(planned_round.organisation, Role.SYSTEM_OWNER))
    planned_round.organisation.refresh_from_db()
    planned_round.languages = ["sv"]
    planned_round.save()
    open_now(planned_round)
    for number in range(12):
        answer(places_of(planned_round)[0], code=1 + number % 3)
    Round.objects.update(state="closed", grace_ends="2026-10-06T00:00Z")
    from genklang.server.jobs.close_round import finish

    found = Round.objects.select_related("organisation").get()
    finish(found, now=found.grace_ends)
    made = computing.compute(Round.objects.select_related("organisation").get(), now=found.grace_ends)
    assert asked == [Letterhead(draw(), "#6b1f3a")]
    files = {f.format: (settings.DATA / f.path).read_bytes() for f in made.files.filter(unit=None)}
    assert b'<img class="emblem" src="data:image/png;base64,' in files["html"]
    assert b"3px solid #6b1f3a" in files["html"]
    assert pictures_in(files["pdf"]) >= 1
