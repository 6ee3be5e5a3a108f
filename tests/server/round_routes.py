"""The pages of rounds that are looked at, and what there is to see on them: a planned round, an open one, results."""

from datetime import date, timedelta

from django.utils import timezone
from people import add_member

from genklang.server.fieldwork.models import Case, MixKey, Place, Printing, Round, RoundChannel, State, Wave
from genklang.server.fieldwork.operations.questions import add_question
from genklang.server.fieldwork.operations.round_texts import approve_language
from genklang.server.fieldwork.operations.rounds import Basics, create_round, set_channels, set_languages, set_places
from genklang.server.organisation.models import Organisation, Role
from genklang.server.responses.models import Comment
from genklang.server.results.models import Publication, ReportFile


def _name(round_: str, page: str) -> str:
    return f"{round_}-{page.partition('?')[0].strip('/').replace('/', '-')}"


PLANNED = (
    *("", "basics/", "conduct/", "places/", "channels/", "lessons/", "delete/", "questions/", "questions/new/"),
    *("questions/new-group/", "languages/", "languages/en/", "languages/sv/", "promises/", "promises/privacy/link/sv/"),
    *("preview/", "key/", "handouts/", "results/", "earlier/"),
)
OPEN = ("", "progress/", "plan/?before=80&change=5&expected=100", "extend/", "close/", "handouts/", "key/")
RESULTS = ("", "results/", "results/release/", "progress/", "comments/", "comments/review/", "comments/decided/")

ROUND_PAGES = {
    "rounds": "/o/{organisation}/rounds/",
    "round-new": "/o/{organisation}/rounds/new/",
    **{_name("planned", page): f"/o/{{organisation}}/rounds/planned/{page}" for page in PLANNED},
    **{_name("open", page): f"/o/{{organisation}}/rounds/{{open}}/{page}" for page in OPEN},
    **{_name("results", page): f"/o/{{organisation}}/rounds/2025/{page}" for page in RESULTS},
}


def fill_rounds(organisation: Organisation) -> None:
    """Give an organisation with an open round and a published one a planned round as well, and results."""
    today = timezone.localdate()
    basics = Basics(title="Våren 2027", period="planned", opens=today + timedelta(10), closes=today + timedelta(70))
    planned = create_round(organisation, basics, questionnaire="skr-ifo/2016", language="sv")
    set_channels(planned, ["link", "code", "letter", "kiosk", "email"])
    set_languages(planned, ["sv", "en", "ar"])
    units = list(organisation.units.all())
    set_places(planned, [(unit, group) for unit in units for group in ("ekonomiskt_bistand", "ungdomar")])
    add_question(planned, scale="ease", groups=[], words={"sv": "Är det lätt att hitta hit?", "en": "Easy to find?"})
    reader = add_member(organisation, Role.COORDINATOR, email="karin.berg@soderlunda.example")
    approve_language(planned, "sv", by=reader, today=today)
    MixKey.objects.create(round=planned, public=b"k" * 32, second_custodian="Olle Registrator")
    place = planned.places.first()
    Printing.objects.create(place=place, printed_on=today, count=40)
    Case.objects.create(place=place, channel="letter")
    Wave.objects.create(round=planned, channel="letter", number=0, send_on=today)
    closed = Round.objects.get(organisation=organisation, code="2025")
    RoundChannel.objects.create(round=closed, channel="link")
    for number, unit in enumerate(units):
        Place.objects.create(round=closed, unit=unit, target_group="ungdomar", token_hash=f"closed{number:0>58}")
    made = Publication.objects.create(
        round=closed, made_at=timezone.now(), policy="standard", is_complete=True, answers={units[0].code: 12, "": 40}
    )
    for unit in (None, *units):
        for kind in ("html", "pdf", "txt", "xlsx", "csv", "json"):
            ReportFile.objects.create(publication=made, unit=unit, language="sv", format=kind, path=f"{kind}.{kind}")
    _fill_comments(closed, units[0].code)
    Round.objects.filter(pk=closed.pk).update(state=State.DRAFT, closed_at=timezone.now())
    MixKey.objects.create(
        round=closed, public=b"k" * 32, second_custodian="Olle Registrator", destroyed_on=date(2025, 12, 3)
    )


def _fill_comments(round_: Round, unit: str) -> None:
    """Give a closed round comments: one waits, one is released, one is kept back."""
    own = {"round": round_.code, "organisation": round_.organisation.code, "unit": unit, "target_group": "ungdomar"}
    rulings = [("cleared", "Bra bemötande, men svårt att nå någon på telefon."), ("refused", ""), ("waiting", "")]
    for number, (ruling, told) in enumerate(rulings):
        text = told or "Anna på mottagningen ringde aldrig tillbaka. Mitt nummer är 070-123 45 67."
        Comment.objects.create(key=bytes([2, number]), **own, item="kontakt", text=text, ruling=ruling, told=told)
