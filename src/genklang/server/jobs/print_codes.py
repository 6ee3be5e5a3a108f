"""The use case: slips with one-time codes from a shuffled pile, and a lost pile withdrawn."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Final

from django.conf import settings
from django.db import transaction

from genklang.server.fieldwork.models import Case, CaseToken, Place, Printing, Round
from genklang.server.fieldwork.rules.rounds import Refusal, require_running
from genklang.server.fieldwork.tokens import hash_token, new_code, show_code
from genklang.server.jobs.handout_words import draw_qr, head_handout, set_handout

MOST: Final = 500
"""Codes in one pile; a larger one is printed in parts."""
CHANNEL: Final = "code"


@transaction.atomic
def print_codes(round_: Round, place: Place, *, languages: Sequence[str], count: int, today: date) -> bytes:
    """Make so many one-time codes for a place and return them as slips.

    Only their hashes stay, so that the file is the only place where they can be read. The slips lie in another order
    than the cases they stand for. Refusals: only_running, how_many.
    """
    require_running(round_)
    if not 1 <= count <= MOST:
        raise Refusal("how_many", most=MOST)
    printing = Printing.objects.create(place=place, printed_on=today, count=count)
    codes = [new_code() for _ in range(count)]
    cases = Case.objects.bulk_create([Case(place=place, printing=printing, channel=CHANNEL) for _ in codes])
    CaseToken.objects.bulk_create(
        [CaseToken(hash=hash_token(code), case=case, wave=0) for code, case in zip(codes, cases, strict=True)]
    )
    secrets.SystemRandom().shuffle(codes)
    slips = [{"qr": draw_qr(f"{settings.BASE_URL}/k/{code}"), "code": show_code(code)} for code in codes]
    return set_handout("slips.typ", {**head_handout(round_, languages), "slips": slips})


@transaction.atomic
def withdraw_codes(printing: Printing) -> int:
    """Make a pile's unused codes worthless, and return how many they were; the used ones keep their answers."""
    unused = printing.cases.filter(is_used=False)
    count = unused.count()
    unused.delete()
    printing.count = printing.cases.count()
    printing.save(update_fields=["count"])
    return count
