"""The staff pages that are looked at: in every language, at two widths, by axe and by eye. Add new pages here."""

from datetime import date, timedelta
from io import BytesIO

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.utils import timezone
from people import add_member
from PIL import Image, ImageDraw
from round_routes import fill_rounds
from tenants import make_tenant

from genklang.server.fieldwork.models import Place, Round, State, Tally
from genklang.server.organisation.models import Organisation, Programme, Role, Unit, User
from genklang.server.organisation.operations import log
from genklang.server.organisation.operations.organisations import set_logo

ROUTES = {
    "front": "/",
    "sign-in": "/account/sign-in/",
    "forgotten": "/account/password/forgotten/",
    "mailed": "/account/password/mailed/",
    "not-found": "/nowhere",
}
"""Pages for whoever is not signed in."""
SIGNED_IN = {
    "account": "/account/",
    "password": "/account/password/",
    "confirm": "/account/confirm/?next=/account/",
    "overview": "/o/{organisation}/",
    "units": "/o/{organisation}/units/",
    "unit-new": "/o/{organisation}/units/new/",
    "unit": "/o/{organisation}/units/{unit}/edit/",
    "unit-retire": "/o/{organisation}/units/{unit}/retire/",
    "units-import": "/o/{organisation}/units/import/",
    "members": "/o/{organisation}/members/",
    "member-invite": "/o/{organisation}/members/invite/",
    "member-remove": "/o/{organisation}/members/{membership}/remove/",
    "invitation": "/o/{organisation}/members/invitations/{invitation}/",
    "programmes": "/o/{organisation}/programmes/",
    "programme-new": "/o/{organisation}/programmes/new/",
    "programme": "/o/{organisation}/programmes/{programme}/run/",
    "settings": "/o/{organisation}/settings/",
    "logo": "/o/{organisation}/settings/logo/",
    "log": "/o/{organisation}/log/",
    "recovery": "/account/codes/recovery/",
}
"""Pages for a member who holds every role; `fill` puts the values in."""


def make_lively_tenant() -> tuple[Organisation, User]:
    """Make an organisation in the middle of its field work, and its member with every role."""
    made = make_tenant("soderlunda", "Söderlunda")
    today = timezone.localdate()
    round_ = made.rounds.get()
    Round.objects.filter(pk=round_.pk).update(
        state=State.OPEN, opens=today - timedelta(days=30), closes=today + timedelta(days=12), title="Hösten 2026"
    )
    top = made.units.get()
    Unit.objects.filter(pk=top.pk).update(name="Individ- och familjeomsorgen")
    for i, (name, offered, answered) in enumerate(
        [("Ekonomiskt bistånd", 120, 81), ("Barn och unga", 74, 22), ("Missbruk och beroende", 0, 0)]
    ):
        unit = Unit.objects.create(organisation=made, parent=top, code=f"unit-{i}", name=name, is_active=i < 2)
        place = Place.objects.create(
            round=round_, unit=unit, target_group="ekonomiskt_bistand", token_hash=f"lively{i:0>58}"
        )
        if offered:
            Tally.objects.create(
                place=place, channel="link", day=today - timedelta(days=2 + i), offered=offered, answered=answered
            )
    Round.objects.create(
        organisation=made,
        code="2025",
        title="Hösten 2025",
        period="2025",
        instrument_id="skr-ifo",
        instrument=round_.instrument,
        opens=date(2025, 9, 1),
        closes=date(2025, 11, 30),
        state=State.PUBLISHED,
    )
    fill_rounds(made)
    add_member(made, Role.UNIT_MANAGER, email="maria.lindqvist@soderlunda.example", unit=top)
    national = make_tenant("national", "Socialrådet")
    offered = Programme.objects.create(
        owner=national, code="offered", name="Nationell undersökning", instrument="skr-ifo/2016"
    )
    offered.invited.add(made)
    made.programmes.get().participants.add(national)
    owner = User.objects.get(memberships__organisation=made, memberships__role=Role.SYSTEM_OWNER)
    RecoveryCodes.activate(owner)
    set_logo(made, draw_logo(), actor=owner)
    log(owner, "unit.renamed", organisation=made, subject="Ekonomi", to="Ekonomiskt bistånd")
    log(owner, "role.given", organisation=made, subject="maria.lindqvist@soderlunda.example", role="unit_manager")
    return made, owner


def draw_logo() -> bytes:
    """Return a shield and a bar, as a PNG."""
    file = BytesIO()
    drawn = Image.new("RGBA", (360, 120), (255, 255, 255, 0))
    pen = ImageDraw.Draw(drawn)
    pen.polygon([(10, 10), (90, 10), (90, 70), (50, 112), (10, 70)], fill="#0b5563")
    pen.rectangle((110, 45, 350, 75), fill="#17202a")
    drawn.save(file, "PNG")
    return file.getvalue()


def fill(route: str, organisation: Organisation) -> str:
    """Return the path of a route for this organisation."""
    return route.format(
        organisation=organisation.code,
        unit=organisation.units.order_by("pk").first().code,
        membership=organisation.memberships.filter(role=Role.READER).latest("pk").pk,
        invitation=organisation.invitations.get().pk,
        programme=organisation.programmes.get().code,
        open=organisation.rounds.get(state=State.OPEN).code,
    )
