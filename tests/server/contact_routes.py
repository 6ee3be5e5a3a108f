"""The pages for lists, messages and keying in that are looked at, and what there is to see on them."""

from datetime import timedelta

from django.utils import timezone

from genklang.server.fieldwork.models import Case, Contact, ContactImport, Delivery, Message, Round, RoundChannel, Wave

LIST = "Enhet;Målgrupp;E-post;Namn\nEkonomiskt bistånd;ekonomiskt_bistand;a@example.org;A\nFel;x;y;Z\n"
PARTS = (
    "",
    "email/upload/",
    "email/plan/",
    "email/text/invitation/ar/",
    "sms/text/reminder/sv/",
    "?reach=a@example.org",
)


def list_contact_pages() -> dict[str, str]:
    """Return the pages by name; `{open}` is the open round."""
    pages = {f"contacts-{part.strip('/?').replace('/', '-')}": f"contacts/{part}" for part in PARTS}
    pages |= {
        "desks": "desks/",
        "key-in": "key-in/",
        "assist": "assist/",
    }
    return {name: f"/o/{{organisation}}/rounds/{{open}}/{path}" for name, path in pages.items()}


def fill_contacts(round_: Round) -> None:
    """Give a round a list of people, an invitation that has left and a reminder that is planned."""
    today = timezone.localdate()
    for channel in ("email", "sms"):
        RoundChannel.objects.get_or_create(round=round_, channel=channel)
    Round.objects.filter(pk=round_.pk).update(languages=["sv", "en", "ar"])
    place = round_.places.first()
    source = ContactImport.objects.create(round=round_, name="hösten.xlsx", imported_on=today, excluded=2)
    Wave.objects.filter(round=round_, channel="email").delete()
    waves = [
        Wave.objects.create(round=round_, channel="email", number=n, send_on=today + timedelta(days=d))
        for n, d in ((0, -9), (1, 2))
    ]
    for n in range(12):
        case = Case.objects.create(place=place, source=source, channel="email", is_offered=True)
        name = "a" if n == 0 else f"a{n}"
        Contact.objects.create(case=case, person_hash=f"{n:0>64}", email=f"{name}@example.org", name=f"A {n}")
        Message.objects.create(case=case, wave=waves[0], delivery=Delivery.BOUNCED if n == 5 else Delivery.SENT)
