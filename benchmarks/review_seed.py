"""Run as a process of its own: decides the doubts of a pile on a new installation, and prints milliseconds of each."""

import io
import json
import re
import sys
import time

import django
import numpy as np
from PIL import Image

SHEETS = 12
HARD = {"cross": 0.5, "beside": 0.5}
TASK = re.compile(r'data-task="([0-9a-f-]{36})"')

if __name__ == "__main__":
    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment
    from django.utils import timezone

    from benchmarks.seeded_round import make_place, make_round, open_made
    from genklang.paper.form_file import decode_blank, read_forms
    from genklang.paper.synthesis.people import ACTS, fill, put_on_paper
    from genklang.paper.synthesis.scanner import scan
    from genklang.paper.synthesis.trial import INK_SCALE, prepare_trial
    from genklang.server.jobs.print_paper import forms_folder, print_paper
    from genklang.server.jobs.read_scans import read_scanned
    from genklang.server.jobs.take_scans import Incoming, take_scans
    from genklang.server.organisation.models import Membership, Role, User

    made = make_round(channel="paper", languages=["sv"])
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    setup_test_environment()
    place = make_place(made, "u")
    open_made(made)
    print_paper(made, [place], languages=("sv",), variant="standard", count=SHEETS)
    (kept,) = read_forms(forms_folder(made)).values()
    form = prepare_trial(kept.layout, [decode_blank(blank) for blank in kept.blanks])
    pages = []
    for number in range(SHEETS):
        rng = np.random.default_rng([7, number])
        filled = fill(form.layout, rng, scale=INK_SCALE, acts={**dict.fromkeys(ACTS, 0.0), **HARD})
        for blank, layer in zip(form.pages, filled.layers, strict=True):
            made_of = scan(put_on_paper(blank, layer), "office", rng, scale=INK_SCALE, dpi=200, turned=False)
            pages.append(Image.fromarray(made_of.picture))
    content = io.BytesIO()
    pages[0].save(content, "TIFF", save_all=True, append_images=pages[1:], compression="jpeg", dpi=(200, 200))
    pile = take_scans(made, [Incoming("pile.tif", content.tell(), [content.getvalue()])], now=timezone.now())
    read_scanned(pile)
    user = User.objects.create_user("bench@example.org", "Bench", "a password of some length", "sv")
    Membership.objects.create(user=user, organisation=made.organisation, role=Role.COORDINATOR)
    browser = Client()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    here = f"/o/bench/rounds/bench/scans/{pile.pk}/review/marks/"
    waiting, times = TASK.findall(browser.get(here).content.decode()), []
    while waiting:
        said = {"task": waiting[0], "said": "1", "go": "save", "scripted": "1", "held": ",".join(waiting[1:])}
        begun = time.perf_counter()
        reply = browser.post(here, said)
        times.append(1000 * (time.perf_counter() - begun))
        assert reply.status_code == 200, reply.content
        waiting = [*waiting[1:], *TASK.findall(reply.content.decode())]
    sys.stdout.write(json.dumps(times))
