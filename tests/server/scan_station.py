"""A round on paper for tests: forms printed, sheets filled in by rule, scanned, uploaded, and read by the worker."""

import io
import json
import re
import sys
from pathlib import Path

import cv2
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from genklang.paper.form_file import decode_blank, read_forms
from genklang.paper.synthesis.trial import prepare_trial
from genklang.server.fieldwork.models import RoundChannel, ScanPile, SealedAnswer, TaskKind
from genklang.server.fieldwork.sealing import open_sealed
from genklang.server.jobs.keys import read_key
from genklang.server.jobs.print_paper import forms_folder, print_paper
from genklang.server.jobs.review_scans import decide
from genklang.server.jobs.scan_tasks import Reader, find_tasks
from genklang.server.jobs.take_response import seal_context
from genklang.server.jobs.worker import work
from genklang.server.web.respondent.form import read_published

sys.path.append(str(Path(__file__).parents[1] / "paper"))
from paper_sheets import scanned

cv2.setNumThreads(1)
CROSSES = {"cross": 1.0}


def print_forms(round_, *, languages=("sv",), units=("north", "south"), count=50):
    """Print the forms of a round and make them ready to be filled in; return them in the order of their units."""
    RoundChannel.objects.get_or_create(round=round_, channel="paper")
    places = list(round_.places.filter(unit__code__in=units).select_related("unit").order_by("unit__code"))
    print_paper(round_, places, languages=languages, variant="standard", count=count)
    return open_forms(round_)


def open_forms(round_):
    """Return a round's printed forms ready to be filled in, by unit and language."""
    kept = read_forms(forms_folder(round_)).values()
    forms = [prepare_trial(form.layout, [decode_blank(png) for png in form.blanks]) for form in kept]
    return sorted(forms, key=lambda form: (form.layout.version.unit, form.layout.version.language))


def write_pages(pages, kind="tiff"):
    """Return pages as one file: TIFF or PDF of several, PNG or JPEG of one."""
    first, *rest = [Image.fromarray(page) for page in pages]
    stream = io.BytesIO()
    if kind in {"png", "jpeg"}:
        first.save(stream, kind.upper())
    else:
        first.save(stream, kind.upper(), save_all=True, append_images=rest, **WAYS[kind])
    return stream.getvalue()


WAYS = {"tiff": {"compression": "jpeg", "dpi": (200, 200)}, "pdf": {"resolution": 200}}


def fill_sheets(forms, count, *, seed=0, **ways):
    """Return what was meant on each of so many sheets, and the pages of all."""
    meant, pages = [], []
    for number in range(count):
        form = forms[number % len(forms)]
        filled, own = scanned(form, seed=seed + number, **({"acts": CROSSES, "dpi": 150} | ways))
        meant.append((form.layout.version.unit, {item: codes for item, codes in filled.meant.items() if codes}))
        pages += own
    return meant, pages


def upload(client, round_, *files, **fields):
    """Upload files, as (name, content), and return the reply."""
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(f"/o/{round_.organisation.code}/rounds/{round_.code}/scans/", {"scans": sent, **fields})


def run_worker():
    work(timezone.now, once=True)


def read_pages(client, round_, pages, *, name="hög.tif", kind="tiff", **fields):
    """Upload pages as one file, let the worker read them, and return the pile."""
    reply = upload(client, round_, (name, write_pages(pages, kind)), **fields)
    assert reply.status_code == 302, reply.content.decode()[:3000]
    run_worker()
    return ScanPile.objects.get(pk=re.search(r"scans/([0-9a-f-]{36})/", reply["Location"])[1])


def decide_all(pile, member, choose=lambda task: [str(code) for code in task.codes]):
    """Decide all that waits for a member as the machine proposes, half sheets kept; return how many that was."""
    reader = make_reader(pile, member)
    published, count = read_published(pile.round.instrument), 0
    for kind in TaskKind.values:
        while tasks := find_tasks(pile, reader, kind):
            said = ["keep" if tasks[0].why == "half" else "drop"] if kind == TaskKind.SHEET else choose(tasks[0])
            assert decide(pile, reader, tasks[0].id, said, published) == "taken"
            count += 1
    return count


def make_reader(pile, member):
    return Reader(member, frozenset(pile.round.organisation.units.values_list("pk", flat=True)))


def send_pile(client, pile):
    """Press the button, let the worker send, and return the pile as it is then."""
    assert client.post(f"{pile_address(pile)}send/").status_code == 302
    run_worker()
    pile.refresh_from_db()
    return pile


def read_queue(round_):
    """Return what was sealed, opened with the key: unit and what was said."""
    keys = read_key(round_)
    found = []
    for sealed in SealedAnswer.objects.filter(place__round=round_).select_related("place__unit"):
        said = json.loads(open_sealed(keys, bytes(sealed.ciphertext), seal_context(sealed.place)))
        found.append((sealed.place.unit.name, said))
    return found


def pile_address(pile):
    return f"/o/{pile.round.organisation.code}/rounds/{pile.round.code}/scans/{pile.pk}/"
