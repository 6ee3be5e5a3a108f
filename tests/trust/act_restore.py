"""Before and after a backup: a closed round with its results, and an open one with answers in wait."""

import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from trust_world import NOW, PASSPHRASE, answer, invite, make_round, places_of

from genklang.server.fieldwork.models import Case, Round, SealedAnswer, Tally
from genklang.server.jobs import compute as computing
from genklang.server.jobs.close_round import close_round, finish
from genklang.server.jobs.keys import has_key, recover_key
from genklang.server.responses.models import Response

SIZES = [14, 25]


def act(*, do: str) -> dict:
    computing.FORMATS = ("json",)
    if do == "fill":
        fill()
    return look(do)


def fill() -> None:
    """Ask and close one round; leave another open with answers in wait."""
    for code in ("2026", "2027"):
        round_ = make_round(len(SIZES), code=code)
        places = {place.pk: place for place in places_of(round_)}
        for person in invite(round_, SIZES):
            answer(person, places)
        if code == "2026":
            Tally.objects.update(offered=60)
            close_round(round_, now=NOW, grace=timedelta(0))
            assert finish(round_, now=NOW)


def look(do: str) -> dict:
    """Compute the results anew and say what they and the databases hold."""
    closed, running = Round.objects.order_by("code")
    made = computing.compute(closed, now=NOW)
    assert made.is_complete, made.problems
    tables = {}
    for file in made.files.order_by("language", "unit__code"):
        content = json.loads(Path(computing.settings.DATA, file.path).read_text("utf-8"))
        name = f"{file.language} {file.unit.code if file.unit else 'all'}"
        tables[name] = sha256(json.dumps(content["estimates"], sort_keys=True).encode()).hexdigest()
    found = {
        "tables": tables,
        "responses": sorted(str(row) for row in Response.objects.values_list("unit", "answers")),
        "waiting": SealedAnswer.objects.count(),
        "used": Case.objects.filter(is_used=True).count(),
        "has_key": has_key(running),
    }
    if do == "read":
        file = Path(computing.settings.DATA).parent / "recovery"
        assert recover_key(running, file.read_bytes(), PASSPHRASE)
        close_round(running, now=NOW, grace=timedelta(0))
        assert finish(running, now=NOW)
        found["mixed"] = Response.objects.filter(round="2027").count()
        # The numbers of rows go on where they were.
        found["new"] = Case.objects.create(place=running.places.first(), channel="email").pk > 0
    return found
