"""Attacks 53–58 at the scan station: every bad file is named with what to do, the others are read, the worker lives."""

import io
import zipfile
import zlib

import numpy as np
import pikepdf
import pytest
from django.utils import timezone
from people import add_member, sign_in
from scan_station import fill_sheets, open_forms, pile_address, print_forms, read_pages, run_worker, upload, write_pages

from genklang.paper.scan_file import MAX_PAGES
from genklang.server.fieldwork.models import PileState, Round, ScanFile, ScanPile
from genklang.server.jobs import take_scans
from genklang.server.jobs.scan_files import open_files
from genklang.server.organisation.models import AuditEntry, Organisation, Role, Unit

pytestmark = [
    pytest.mark.django_db(databases=["default", "responses"], transaction=True),
    pytest.mark.usefixtures("own_folders"),
]

PNG = b"\x89PNG\r\n\x1a\n"
"""How every such file begins: eight bytes, which sealed ones do not hold by chance."""


@pytest.fixture
def helper(paper_round):
    return sign_in(add_member(paper_round.organisation, Role.HELPER))


def save(document, **options):
    stream = io.BytesIO()
    document.save(stream, **options)
    return stream.getvalue()


def make_pdf(pages=1):
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    return document


def many_pages():
    """A PDF of 10,000 pages that all are one."""
    document = make_pdf()
    one = document.pages[0].obj
    document.Root.Pages.Kids = pikepdf.Array([one] * 10_000)
    document.Root.Pages.Count = 10_000
    return save(document)


def bomb():
    """A PDF of under a megabyte whose page unpacks to 700."""
    document = make_pdf()
    packed = pikepdf.Stream(document, zlib.compress(bytes(700 << 20), 9), {"/Filter": pikepdf.Name.FlateDecode})
    document.pages[0].Contents = packed
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.launchURL('http://127.0.0.1')")
    return save(document)


def flood():
    """A PNG of a few bytes that says it has 3,600 million pixels."""

    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = (60_000).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def archive():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("../../x.jpg", b"\xff\xd8\xff")
    return stream.getvalue()


BAD = {
    "zip.pdf": (archive, "P201"),
    "html.jpg": (lambda: b"<html><script>alert(1)</script>", "P201"),
    "../../etc/passwd.png": (flood, "P202"),
    "a\r\nSet-Cookie: b.jpg": (lambda: b"\xff\xd8\xff" + bytes(50), "P203"),
    "sida \u202efdp.exe": (many_pages, "P204"),
    "locked.pdf": (lambda: save(make_pdf(), encryption=pikepdf.Encryption(owner="a", user="b")), "P205"),
    "cut.pdf": (lambda: b"%PDF-1.7\n1 0 obj\n<<", "P203"),
    "empty.tif": (lambda: b"", "P201"),
}


def test_bad_files_are_named_and_the_good_one_is_read(helper, paper_round, settings):
    good = write_pages(fill_sheets(open_forms(paper_round), 1)[1])
    files = {name: make() for name, (make, _) in BAD.items()} | {"good.tif": good, "bomb.pdf": bomb()}
    reply = upload(helper, paper_round, *files.items())
    run_worker()
    pile = ScanPile.objects.get()
    assert (pile.state, pile.sheets.count()) == (PileState.REVIEW, 1)
    named = dict(ScanFile.objects.exclude(problem="").values_list("name", "problem"))
    assert named.pop("bomb.pdf", "P206") == "P206"
    assert sorted(named.values()) == sorted(code for _, code in BAD.values())
    page = helper.get(reply["Location"])
    for words in ("Låst med lösenord", "För många sidor", "Skadad", "Inte en bild som går att läsa", "För stor"):
        assert words in page.content.decode(), words
    names = set(pile.files.values_list("name", flat=True))
    assert not any("/" in name or "\r" in name or "\n" in name or "\u202e" in name for name in names), names
    assert page["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in page.headers
    assert not list((settings.DATA / "scans").rglob("scan-*")), "what was read is not kept"
    assert MAX_PAGES < 10_000


def test_nothing_lies_in_clear_on_disk(helper, paper_round, settings):
    content = write_pages(fill_sheets(open_forms(paper_round), 1)[1])
    upload(helper, paper_round, ("hög.tif", content))
    kept = [path for path in (settings.DATA / "scans").rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert content[:4] not in kept[0].read_bytes()[:64]
    (key,) = settings.KEYS.glob("*.scan")
    assert key.stat().st_mode & 0o777 == 0o600
    run_worker()
    assert list((settings.DATA / "reading").iterdir()) == []
    files = open_files(ScanPile.objects.get().pk)
    pictures = [path for path in (settings.DATA / "scans").rglob("*") if path.is_file()]
    assert pictures
    for path in pictures:
        assert PNG not in path.read_bytes()
        assert files.read(path.name).startswith(PNG), "the same search finds it in what is opened"


def test_limits_hold_before_anything_is_read(helper, paper_round, monkeypatch):
    monkeypatch.setattr(take_scans, "MAX_BYTES", 1000)
    monkeypatch.setattr(take_scans, "MAX_FILES", 2)
    assert upload(helper, paper_round, ("a.pdf", bytes(2000))).status_code == 400
    few = [(f"{n}.pdf", b"%PDF") for n in range(3)]
    assert "Högst 2 filer" in upload(helper, paper_round, *few).content.decode()
    assert upload(helper, paper_round).status_code == 400
    assert not ScanPile.objects.exists()


def test_foreign_forms_other_rounds_and_hands_have_their_own_queue(helper, paper_round):
    other = copy_round(paper_round, "2027")
    elsewhere = Organisation.objects.create(code="elsewhere", name="Annan kommun")
    stranger = copy_round(paper_round, "2027", organisation=elsewhere)
    pages = [fill_sheets(print_forms(each), 1)[1][0] for each in (other, stranger)]
    hand = np.random.default_rng(0).normal(120, 60, (1700, 1200)).clip(0, 255).astype(np.uint8)
    blank = np.full((1700, 1200), 250, np.uint8)
    pile = read_pages(helper, paper_round, [*pages, hand, blank])
    assert sorted(pile.unread.values_list("why", flat=True)) == ["foreign", "no_code", "other_round"]
    page = helper.get(f"{pile_address(pile)}unread/").content.decode()
    for words in ("Okänt formulär", "Formulär från en annan undersökning", "Sidan hittades inte", "hög.tif, sida 3"):
        assert words in page, words
    assert "2027" not in page
    assert pile.counts["unread"]["empty"] == 1
    assert pile.sheets.count() == 0


def copy_round(round_, code, organisation=None):
    """A round that asks the same, elsewhere or later."""
    places = [(place.unit, place.target_group) for place in round_.places.select_related("unit")]
    made = Round.objects.get(pk=round_.pk)
    made.pk, made.code, made.organisation = None, code, organisation or round_.organisation
    made.save()
    for unit, group in places:
        here, _ = Unit.objects.get_or_create(organisation=made.organisation, code=unit.code, name=unit.name)
        made.places.create(unit=here, target_group=group, token_hash=f"{code}{made.pk}{unit.code:0>50}")
    return made


def test_an_unprinted_round_takes_no_scans(open_round):
    client = sign_in(add_member(open_round.organisation, Role.HELPER))
    assert "Bara formulär som är utskrivna" in client.get("/o/soderlunda/rounds/2026/scans/").content.decode()
    reply = upload(client, open_round, ("a.pdf", b"%PDF"))
    assert (reply.status_code, ScanPile.objects.exists()) == (400, False)


def test_a_pile_whose_key_is_gone_says_so(helper, paper_round, settings):
    content = write_pages(fill_sheets(open_forms(paper_round), 1)[1])
    reply = upload(helper, paper_round, ("a.tif", content))
    next(settings.KEYS.glob("*.scan")).unlink()
    run_worker()
    assert "Nyckeln till högen finns inte" in helper.get(reply["Location"]).content.decode()
    pile = ScanPile.objects.get()
    assert helper.post(f"{pile_address(pile)}discard/").status_code == 302
    run_worker()
    assert (ScanPile.objects.exists(), AuditEntry.objects.filter(action="scan.discarded").count()) == (False, 1)
    assert upload(helper, paper_round, ("a.tif", content)).status_code == 302, timezone.now()


def test_a_page_too_large_within_a_file_is_told_even_where_nothing_else_is_wrong(helper, paper_round):
    reply = upload(helper, paper_round, ("large.pdf", too_large()))
    run_worker()
    page = helper.get(reply["Location"]).content.decode()
    assert "Skadade eller för stora sidor: 1" in page
    assert "unread/" in page
    listed = helper.get(f"{reply['Location']}unread/").content.decode()
    assert "large.pdf, sida 1" in listed
    assert "För stor bild" in listed


def too_large():
    """A PDF whose one page says that its picture has 3.6 thousand million pixels."""
    document = pikepdf.new()
    page, image = document.add_blank_page(page_size=(595, 842)), pikepdf.Stream(document, zlib.compress(b"\0"))
    image.update(
        {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 60_000, "/Height": 60_000}
        | {"/ColorSpace": pikepdf.Name.DeviceGray, "/BitsPerComponent": 8, "/Filter": pikepdf.Name.FlateDecode}
    )
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    page.Contents = pikepdf.Stream(document, b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    stream = io.BytesIO()
    document.save(stream, compress_streams=False)
    return stream.getvalue()


def test_a_pile_without_any_form_offers_nothing_to_send(helper, paper_round):
    pile = read_pages(helper, paper_round, [np.full((1700, 1200), 250, np.uint8)])
    page = helper.get(pile_address(pile)).content.decode()
    assert "Tomma sidor: 1" in page
    assert "det finns inget att skicka in" in page
    assert "/send/" not in page
