"""Run as a process of its own: makes databases with an open round in every language, and prints what opens it."""

import json
import sys
from datetime import date

import django

if __name__ == "__main__":
    django.setup()
    from answering import open_now, places_of
    from django.utils import timezone

    from genklang.instrument.publish import to_json
    from genklang.instrument.shelf import find_instrument
    from genklang.server.commands.migrate_ import migrate
    from genklang.server.fieldwork.models import Case, CaseToken, Place, Round, RoundChannel
    from genklang.server.fieldwork.tokens import hash_token, kiosk_token, new_code, place_token
    from genklang.server.jobs.key_files import find_key, read_seed
    from genklang.server.organisation.models import Organisation, Unit

    migrate()
    town = Organisation.objects.create(code="soderlunda", name="Söderlunda kommun", support_phone="0123-45 67 89")
    made = Round.objects.create(
        organisation=town,
        code="2026",
        title="2026",
        period="2026",
        instrument_id="skr-ifo",
        instrument=to_json(find_instrument("skr-ifo")),
        opens=date(2026, 9, 1),
        closes=date(2126, 11, 30),
        languages=["sv", "en", "ar", "so", "prs", "ckb", "ti", "uk", "da"],
    )
    RoundChannel.objects.create(round=made, channel="link")
    for code in ("north", "south"):
        unit = Unit.objects.create(organisation=town, code=code, name=code.title())
        Place.objects.create(round=made, unit=unit, target_group="ekonomiskt_bistand", token_hash=f"{code:0>64}")
    Place.objects.create(round=made, unit=unit, target_group="ungdomar", token_hash=f"{'young':0>64}")
    open_now(made, now=timezone.now())
    made = Round.objects.get(pk=made.pk)
    places = places_of(made)
    codes = [new_code() for _ in range(int(sys.argv[1]))]
    for code in codes:
        case = Case.objects.create(place=places[0], channel="code")
        CaseToken.objects.create(hash=hash_token(code), case=case, wave=0)
    seed = read_seed(find_key(bytes(made.mix_key.public))).hex()
    kiosk = {"kiosk": kiosk_token(places[-1]), "kiosk_places": {p.target_group: p.pk for p in places[1:]}}
    sys.stdout.write(json.dumps({"places": [place_token(p) for p in places], "codes": codes, "seed": seed} | kiosk))
