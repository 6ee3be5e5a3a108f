"""Files of scans: what can be read is, the rest is named, and the others go on (attacks 53–58)."""

import io
import zipfile
import zlib
from random import Random

import numpy as np
import pikepdf
import pytest
from paper_sheets import CROSSES, keep_form, laid_out, save, scanned, trial_form
from PIL import Image

from genklang.analysis import read_scanned_forms
from genklang.analysis.review_files import read_rows
from genklang.paper import scan_file
from genklang.paper.scan_file import ScanError, open_pages
from genklang.paper.scans import read_scans


def page_image(number=0):
    _, pages = scanned(trial_form(), seed=3, acts=CROSSES, turned=False, dpi=150)
    return pages[number]


@pytest.fixture(scope="module")
def images():
    return [page_image(0), page_image(1)]


def write_pdf(path, images, **options):
    first, *rest = [Image.fromarray(i) for i in images]
    first.save(path, save_all=True, append_images=rest, resolution=150, **options)
    return path


def take(path):
    return [page.picture for page in open_pages(path)]


def test_a_pdf_gives_its_pictures_untouched(tmp_path, images):
    taken = take(write_pdf(tmp_path / "a.pdf", images))
    assert [t.shape for t in taken] == [i.shape for i in images]
    assert np.abs(taken[0].astype(int) - images[0]).mean() < 3


@pytest.mark.parametrize("mode", ["grey", "colour", "one bit"])
def test_tiffs_of_several_pages(tmp_path, images, mode):
    pages = [Image.fromarray(i) for i in images]
    pages = [p.convert({"grey": "L", "colour": "RGB", "one bit": "1"}[mode]) for p in pages]
    way = "group4" if mode == "one bit" else "tiff_lzw"
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:], compression=way, dpi=(150, 150))
    taken = take(tmp_path / "a.tif")
    assert [t.shape for t in taken] == [i.shape for i in images]
    assert [t.ndim for t in taken] == [2, 2]


@pytest.mark.parametrize("kind", ["tif", "png", "pdf"])
def test_pictures_of_sixteen_bits_are_as_dark_as_those_of_eight(tmp_path, images, kind):
    deep = images[0].astype(np.uint16) * 257
    if kind == "pdf":
        write_raw_pdf(tmp_path / "a.pdf", deep)
    else:
        Image.fromarray(deep).save(tmp_path / f"a.{kind}", dpi=(150, 150))
    assert np.array_equal(take(tmp_path / f"a.{kind}")[0], images[0])


def write_raw_pdf(path, deep):
    document = pikepdf.new()
    page, image = document.add_blank_page(page_size=(595, 842)), pikepdf.Stream(document, deep.astype(">u2").tobytes())
    image.update(
        {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": deep.shape[1]}
        | {"/Height": deep.shape[0], "/ColorSpace": pikepdf.Name.DeviceGray, "/BitsPerComponent": 16}
    )
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    page.Contents = pikepdf.Stream(document, b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    document.save(path)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "wrong-ending.pdf", "tëxt \u202efdp.jpg", "a\r\nSet-Cookie: b.jpg"])
def test_single_pictures_by_content_not_by_name(tmp_path, images, name):
    save(tmp_path / "x.jpg", images[0])
    path = tmp_path / name
    if name.endswith(".png"):
        save(path, images[0])
    else:
        path.write_bytes((tmp_path / "x.jpg").read_bytes())
    assert take(path)[0].shape == images[0].shape


def test_a_page_that_is_drawn_and_not_scanned_is_drawn_again(tmp_path):
    from genklang.paper.draw import draw

    (tmp_path / "form.pdf").write_bytes(draw(laid_out()[0]))
    taken = take(tmp_path / "form.pdf")
    assert len(taken) == 2
    assert abs(taken[0].shape[1] - 210 / 25.4 * 200) < 3


def refuse(path):
    """Return the code under which a file, or its first page, is refused."""
    try:
        return next(page.error.code for page in open_pages(path) if page.error)
    except ScanError as error:
        return error.code


def flood_png(width, height):
    """A PNG of a few bytes that says it is huge."""

    def chunk(kind, data):
        body = kind + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def test_pixel_floods_are_refused_before_decoding(tmp_path):
    (tmp_path / "a.png").write_bytes(flood_png(60_000, 60_000))
    assert refuse(tmp_path / "a.png") == "P202"
    pdf = pikepdf.new()
    pdf.add_blank_page()
    flood = pikepdf.Stream(pdf, zlib.compress(bytes(1000)))
    flood.update(
        {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 60_000, "/Height": 60_000}
        | {"/ColorSpace": pikepdf.Name.DeviceGray, "/BitsPerComponent": 8, "/Filter": pikepdf.Name.FlateDecode}
    )
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=flood))
    pdf.save(tmp_path / "a.pdf")
    assert refuse(tmp_path / "a.pdf") == "P202"


def test_a_tiff_that_says_it_is_huge_is_refused(tmp_path):
    stream = io.BytesIO()
    Image.new("L", (2, 2)).save(stream, "TIFF")
    content = bytearray(stream.getvalue())
    start = int.from_bytes(content[4:8], "little")
    for entry in range(start + 2, start + 2 + 12 * int.from_bytes(content[start : start + 2], "little"), 12):
        if int.from_bytes(content[entry : entry + 2], "little") in {256, 257}:
            content[entry + 2 : entry + 12] = b"\x04\0\x01\0\0\0" + (60_000).to_bytes(4, "little")
    (tmp_path / "a.tif").write_bytes(content)
    assert refuse(tmp_path / "a.tif") == "P202"


def test_archives_are_no_scans(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.pdf", "w") as archive:
        archive.writestr("../../x.jpg", b"\xff\xd8\xff")
    assert refuse(tmp_path / "a.pdf") == "P201"


def test_locked_damaged_and_foreign_files_are_named(tmp_path, images):
    pdf = pikepdf.open(write_pdf(tmp_path / "a.pdf", images))
    pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
    assert refuse(tmp_path / "locked.pdf") == "P205"
    (tmp_path / "cut.jpg").write_bytes(b"\xff\xd8\xff" + bytes(50))
    assert refuse(tmp_path / "cut.jpg") == "P203"
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    assert refuse(tmp_path / "cut.pdf") == "P203"
    (tmp_path / "text.pdf").write_bytes(b"hello")
    assert refuse(tmp_path / "text.pdf") == "P201"
    (tmp_path / "nothing.tif").write_bytes(b"")
    assert refuse(tmp_path / "nothing.tif") == "P201"
    (tmp_path / "poly.jpg").write_bytes(b"<html><script>alert(1)</script>")
    assert refuse(tmp_path / "poly.jpg") == "P201"


def test_files_of_too_many_pages_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(scan_file, "MAX_PAGES", 20)
    pdf = pikepdf.new()
    for _ in range(21):
        pdf.add_blank_page()
    pdf.save(tmp_path / "many.pdf")
    assert refuse(tmp_path / "many.pdf") == "P204"


def test_a_bad_file_does_not_stop_the_others(tmp_path, images):
    form = trial_form()
    keep_form(tmp_path / "forms", *laid_out())
    save(tmp_path / "1.png", images[0])
    (tmp_path / "2.png").write_bytes(flood_png(50_000, 50_000))
    bomb = io.BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.pages[0].Contents = pikepdf.Stream(
        pdf, zlib.compress(bytes(700 << 20), 9), {"/Filter": pikepdf.Name.FlateDecode}
    )
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.launchURL('http://127.0.0.1')")
    pdf.save(bomb)
    (tmp_path / "3.pdf").write_bytes(bomb.getvalue())
    save(tmp_path / "4.png", images[1])
    (tmp_path / "5.jpg").write_bytes(b"GIF89a")
    paths = [tmp_path / name for name in ("1.png", "2.png", "3.pdf", "4.png", "5.jpg")]
    pages = read_scans(paths, tmp_path / "forms", processes=1)
    by_file = {page.file: page for page in pages}
    assert [by_file[i].name.page for i in (0, 3)] == [1, 2]
    assert {by_file[i].name.form for i in (0, 3)} == {form.layout.id}
    assert by_file[1].problem.code == "P202"
    assert by_file[4].problem.code == "P201"
    assert by_file[2].problem is not None or by_file[2].unread in {"empty", "no_code"}


def test_how_far_the_reading_is_is_told_while_it_goes_on(tmp_path, images):
    keep_form(tmp_path / "forms", *laid_out())
    write_pdf(tmp_path / "a.pdf", images * 2)
    told = []
    pages = read_scans([tmp_path / "a.pdf"], tmp_path / "forms", processes=1, progress=lambda n, _: told.append(n))
    assert told == sorted(told)
    assert told[-1] == len(pages) == 4


def test_foreign_forms_other_rounds_and_empty_pages_have_their_own_queue(tmp_path, images):
    keep_form(tmp_path / "forms", *laid_out(round_="2027"))
    save(tmp_path / "a.png", images[0])
    save(tmp_path / "b.png", np.full((1700, 1200), 250, np.uint8))
    hand = np.random.default_rng(0).normal(120, 60, (900, 640)).clip(0, 255).astype(np.uint8)
    save(tmp_path / "c.png", hand)
    pages = read_scans([tmp_path / n for n in ("a.png", "b.png", "c.png")], tmp_path / "forms", processes=1)
    assert [page.unread for page in pages] == ["foreign", "empty", "no_code"]
    assert pages[0].picture.startswith(b"\x89PNG")
    assert pages[1].picture == b""


def test_fronts_and_backs_in_piles_are_named_and_wait(tmp_path, images):
    keep_form(tmp_path / "forms", *laid_out())
    front, back = images
    write_pdf(tmp_path / "piles.pdf", [front, front, front, back, back, back])
    write_pdf(tmp_path / "leaves.pdf", [front, back])
    scans = [tmp_path / "piles.pdf", tmp_path / "leaves.pdf"]
    summary = read_scanned_forms(
        scans, forms=tmp_path / "forms", out=tmp_path / "a.csv", review=tmp_path / "review", rng=Random(1)
    )
    assert [(p.code, p.where) for p in summary.problems] == [("P207", str(scans[0]))]
    why = [row["why"] for row in read_rows(tmp_path / "review" / "decisions.csv") if row["item"] == "(sheet)"]
    assert why.count("apart") >= 1
    assert why.count("apart") + why.count("twice") >= 6
