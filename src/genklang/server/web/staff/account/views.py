"""One's own account: name, language, password, second factor, and leaving every other place."""

from collections.abc import Callable
from typing import Final, cast

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from genklang.server.organisation.models import User
from genklang.server.organisation.operations import end_sessions, log_account
from genklang.server.web.staff.account.adapter import say_account
from genklang.server.web.staff.account.forms import AccountForm

FACTOR_WORDS: Final = {
    Authenticator.Type.TOTP: ("account.second_factor_on", "account.second_factor_off"),
    Authenticator.Type.RECOVERY_CODES: ("account.recovery_codes_made", ""),
}
"""What is logged when a second factor is made, and when it is gone. Recovery codes go with the factor that they stand
in for."""


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show one's account and change name and language."""
    form = AccountForm(request.POST or None, instance=cast(User, request.user))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, say_account("done.saved"))
        return redirect("account")
    page = {"form": form, "has_second_factor": is_mfa_enabled(request.user)}
    return render(request, "account/account.html", page, status=400 if form.errors else 200)


def logging_factors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a page of the library's that changes second factors, with what it changes logged, both or neither."""

    @login_required
    @transaction.atomic
    def page(request: HttpRequest, **parts: object) -> HttpResponse:
        user = cast(User, request.user)
        before = _list_factors(user)
        response = view(request, **parts)
        after = _list_factors(user)
        for kind, (gained, lost) in FACTOR_WORDS.items():
            if after.get(kind, before.get(kind)) != before.get(kind):
                log_account(user, gained, user)
            elif lost and kind in before and kind not in after:
                log_account(user, lost, user)
        return response

    return page


def _list_factors(user: User) -> dict[str, int]:
    """Return the second factors of an account: kind to key, which is another for one that was made anew."""
    return dict(Authenticator.objects.filter(user=user).values_list("type", "pk"))


@login_required
@require_POST
def leave_elsewhere(request: HttpRequest) -> HttpResponse:
    """End every session of one's own but this one."""
    user = cast(User, request.user)
    end_sessions(user)
    update_session_auth_hash(request, user)
    messages.success(request, say_account("done.left_elsewhere"))
    return redirect("account")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language chosen at the foot of a page, and go back to that page."""
    language = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    response = HttpResponseRedirect(back if safe else "/")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 86400,
            httponly=True,
            samesite="Lax",
            secure=not settings.DEMO,
        )
        if request.user.is_authenticated:
            User.objects.filter(pk=request.user.pk).update(language=language)
    return response
