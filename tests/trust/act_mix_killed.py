"""The process that mixes is killed again and again, wherever it happens to be; then one comes to the end."""

import os
import random
import signal
import time
from collections import Counter
from datetime import timedelta

from django.db import connections
from trust_world import NOW, answer, invite, make_round, places_of

from genklang.server.fieldwork.models import Batch, SealedAnswer
from genklang.server.jobs import mix as mixing
from genklang.server.jobs.close_round import close_round
from genklang.server.jobs.mix import mix
from genklang.server.responses.models import MixedBatch, Response

SIZES = [25, 25]


def act(*, kills: int) -> dict:
    totals: Counter[str] = Counter()
    for number in range(kills):
        round_ = make_round(len(SIZES), code=f"r{number}")
        places = {place.pk: place for place in places_of(round_)}
        people = invite(round_, SIZES)
        for person in people:
            answer(person, places)
        close_round(round_, now=NOW, grace=timedelta(0))
        totals["interrupted"] += kill_mixer(round_, between=number % 2 == 0)
        written = Response.objects.filter(round=round_.code).count()
        totals["between"] += written > 0 and SealedAnswer.objects.filter(place__round=round_).count() > 0
        mix(round_, now=NOW)
        found = Counter(
            tuple(sorted(a.items()))
            for a in Response.objects.filter(round=round_.code).values_list("answers", flat=True)
        )
        totals["missing"] += len(people) - len(found)
        totals["twice"] += sum(found.values()) - len(found)
        totals["left"] += SealedAnswer.objects.filter(place__round=round_).count()
        totals["batches"] += Batch.objects.filter(round=round_).count() - 1
    return dict(totals) | {"markers": MixedBatch.objects.count()}


def kill_mixer(round_, *, between: bool) -> bool:
    """Mix in a process that is killed between writing and deleting, or anywhere."""
    connections.close_all()
    process = os.fork()
    if process == 0:
        if between:
            mixing.write_mixed = stop_after(mixing.write_mixed)
        mix(round_, now=NOW)
        os._exit(0)
    if between:
        while not Response.objects.filter(round=round_.code).exists():
            time.sleep(0.002)
    else:
        time.sleep(random.uniform(0, 0.1))
    os.kill(process, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) != 0


def stop_after(write):
    def written(*arguments, **named):
        write(*arguments, **named)
        signal.pause()

    return written
