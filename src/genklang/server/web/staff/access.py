"""The door of every staff page: who is signed in, in which organisation, and whether they may."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, cast
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from genklang.server.organisation.models import Organisation, User
from genklang.server.organisation.rules import READING, SECOND_FACTOR, Access, Action, read_access


class StaffRequest(HttpRequest):
    """A request by somebody who is signed in, with what they may in the organisation of the address."""

    user: User
    organisation: Organisation
    access: Access


View = Callable[Concatenate[StaffRequest, Organisation, ...], HttpResponseBase]
Page = Callable[..., HttpResponseBase]


def staff_page(action: Action, *, write: Action | None = None) -> Callable[[View], Page]:
    """Make a view `(request, organisation, **kwargs)` a page of an organisation for those who may do `action`.

    The address holds the organisation's code as `organisation`. Nobody signed in: to the sign-in. No member: 404, as
    for an organisation that is not there. No such right: 403. Comments and exports: a second factor first. POST needs
    `write`, or `action` where that changes things by itself; a page that only reads refuses POST (405).
    A view that is about one unit asks `request.access.may(action, unit)` once it has found it.
    """
    writing = write or (None if action in READING else action)

    def make_page(view: View) -> Page:
        @wraps(view)
        def page(request: HttpRequest, organisation: str, **values: Any) -> HttpResponseBase:  # noqa: ANN401
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            opened = _open(cast(StaffRequest, request), organisation)
            needed = writing if request.method == "POST" else action
            if needed is None:
                return HttpResponseNotAllowed(["GET"])
            if not opened.access.may(needed):
                raise PermissionDenied
            return _ask_second_factor(opened, needed) or view(opened, opened.organisation, **values)

        page.action, page.writing = action, writing  # type: ignore[attr-defined]
        return page

    return make_page


def _open(request: StaffRequest, code: str) -> StaffRequest:
    """Return the request with its organisation; 404 when the user is no member of it, as when it is not there."""
    request.organisation = get_object_or_404(Organisation, code=code)
    request.access = read_access(request.user, request.organisation)
    if not request.access.memberships:
        raise Http404
    return request


def _ask_second_factor(request: StaffRequest, action: Action) -> HttpResponse | None:
    if action not in SECOND_FACTOR or has_second_factor(request):
        return None
    if is_mfa_enabled(request.user):
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.path})}")
    return render(request, "staff/second_factor.html", {"organisation": request.organisation}, status=403)


def has_second_factor(request: StaffRequest) -> bool:
    """Return whether this very session was opened, or confirmed, with a second factor that the user still has."""
    records = get_authentication_records(request, request.user)
    return is_mfa_enabled(request.user) and any(record["method"] == "mfa" for record in records)
