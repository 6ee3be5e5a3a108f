"""Run as a process of its own: makes databases with an open round, and prints what opens its places, as JSON."""

import json
import sys
from datetime import timedelta

import django

if __name__ == "__main__":
    django.setup()
    from django.utils import timezone

    from genklang.instrument.publish import to_json
    from genklang.instrument.shelf import find_instrument
    from genklang.server.commands.migrate_ import migrate
    from genklang.server.fieldwork.models import Place, Round, RoundChannel
    from genklang.server.fieldwork.tokens import place_token, set_hashes
    from genklang.server.jobs.keys import make_key, try_recovery
    from genklang.server.jobs.publish_round import open_round
    from genklang.server.organisation.models import Organisation, Unit

    migrate()
    now = timezone.now()
    town = Organisation.objects.create(code="bench", name="Bench kommun")
    made = Round.objects.create(
        organisation=town,
        code="bench",
        title="Bench",
        period="bench",
        instrument_id="skr-ifo",
        instrument=to_json(find_instrument("skr-ifo")),
        opens=now.date() - timedelta(days=1),
        closes=now.date() + timedelta(days=30),
        languages=["sv", "en", "ar"],
        one_per_page=sys.argv[1] == "one",
    )
    RoundChannel.objects.create(round=made, channel="link")
    tokens = []
    for number in range(4):
        unit = Unit.objects.create(organisation=town, code=f"u{number}", name=f"Enhet {number}")
        place = Place(round=made, unit=unit, target_group="ekonomiskt_bistand")
        tokens.append(place_token(place))
        set_hashes(place)
        place.save()
    file = make_key(made, "a passphrase of some length", cost=2)
    assert try_recovery(made, file, "a passphrase of some length")
    open_round(made, now=now)
    sys.stdout.write(json.dumps(tokens))
