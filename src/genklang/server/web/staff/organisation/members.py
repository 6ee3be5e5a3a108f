"""The pages of the members: who has which role, inviting, taking a role away, and accepting an invitation."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from genklang.server.jobs.mail_staff import mail_invitation
from genklang.server.organisation.models import Invitation, Membership, Organisation, Role, User
from genklang.server.organisation.operations.members import (
    accept,
    accept_as_new,
    find_invitation,
    invite,
    remove_role,
    withdraw,
)
from genklang.server.organisation.queries import is_last_owner, members_of, tree_of_units
from genklang.server.organisation.rules import Action, roles_to_give
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.organisation.forms import AcceptForm, InviteForm, say


@staff_page(Action.MANAGE_MEMBERS)
def members(request: StaffRequest, organisation: Organisation) -> HttpResponse:
    """Show the members with their roles, and the invitations that nobody has accepted yet."""
    page = {
        "members": members_of(organisation),
        "invitations": organisation.invitations.select_related("unit").order_by("name", "pk"),
        "now": timezone.now(),
    }
    return render(request, "staff/organisation/members.html", page)


@staff_page(Action.MANAGE_MEMBERS)
def invite_member(request: StaffRequest, organisation: Organisation) -> HttpResponse:
    """Offer somebody a role by mail."""
    roles = roles_to_give(request.access, organisation)
    form = InviteForm(
        request.POST or None,
        roles=roles,
        tree=tree_of_units(organisation),
        initial={"language": request.user.language, "role": Role.READER},
    )
    if request.method == "POST" and form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("email", "name", "unit", "language")}
        invitation = invite(organisation, role=Role(form.cleaned_data["role"]), actor=request.user, **chosen)
        if invitation is not None:
            mail_invitation.enqueue(invitation.pk)
        done = "invited" if invitation else "given"
        messages.success(request, say(f"members.done.{done}", email=form.cleaned_data["email"]))
        return redirect("members", organisation.code)
    page = {"form": form, "title": say("members.invite"), "back": reverse("members", args=[organisation.code])}
    page["button"] = say("members.send_invitation")
    return render(request, "staff/organisation/form.html", page, status=400 if form.errors else 200)


@staff_page(Action.MANAGE_MEMBERS)
def remove_member(request: StaffRequest, organisation: Organisation, membership: int) -> HttpResponse:
    """Ask first, then take a role away."""
    role = get_object_or_404(Membership.objects.select_related("user"), organisation=organisation, pk=membership)
    if role.role not in roles_to_give(request.access, organisation):
        raise PermissionDenied
    back = reverse("members", args=[organisation.code])
    if is_last_owner(role):
        messages.error(request, say("members.problems.last_owner"))
        return redirect(back)
    if request.method == "POST":
        remove_role(role, actor=request.user)
        messages.success(request, say("members.done.removed", name=role.user.name))
        return redirect("home" if role.user == request.user else back)
    page = {
        "question": say("members.remove.question", name=role.user.name, role=say(f"members.roles.{role.role}")),
        "consequence": say("members.remove.consequence"),
        "button": say("members.remove.button"),
        "back": back,
    }
    return render(request, "staff/confirm.html", page)


@staff_page(Action.MANAGE_MEMBERS)
def invitation(request: StaffRequest, organisation: Organisation, invitation: int) -> HttpResponse:
    """Send an invitation once more, or take it back."""
    found = get_object_or_404(Invitation, organisation=organisation, pk=invitation)
    if found.role not in roles_to_give(request.access, organisation):
        raise PermissionDenied
    if request.method == "POST" and "withdraw" in request.POST:
        withdraw(found, actor=request.user)
        messages.success(request, say("members.done.withdrawn", email=found.email))
        return redirect("members", organisation.code)
    if request.method == "POST":
        mail_invitation.enqueue(found.pk)
        messages.success(request, say("members.done.invited", email=found.email))
        return redirect("members", organisation.code)
    return render(request, "staff/organisation/invitation.html", {"invitation": found})


def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever holds the link take up the role offered: with a new account, or signed in with the one invited."""
    found = find_invitation(token, now=timezone.now())
    if found is None:
        return render(request, "account/no_invitation.html", status=404)
    offers = found.organisation.invitations.filter(email=found.email, expires_at__gt=timezone.now())
    page: dict[str, object] = {"invitation": found, "offers": offers.select_related("unit").order_by("pk")}
    if User.objects.filter(email=found.email).exists():
        return _accept_as_known(request, found, page)
    initial = {"name": found.name, "language": found.language}
    form = AcceptForm(request.POST or None, initial=initial, email=found.email)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        accept_as_new(found, name=values["name"], password=values["password1"], language=values["language"])
        messages.success(request, say("members.done.account_made"))
        return redirect("account_login")
    page["form"] = form
    return render(request, "account/accept.html", page, status=400 if form.errors else 200)


def _accept_as_known(request: HttpRequest, found: Invitation, page: dict[str, object]) -> HttpResponse:
    user = cast(User, request.user)
    page["is_theirs"] = is_theirs = user.is_authenticated and user.email == found.email
    if request.method == "POST" and is_theirs:
        organisation = found.organisation
        accept(found, user)
        return redirect("organisation", organisation.code)
    return render(request, "account/accept.html", page)
