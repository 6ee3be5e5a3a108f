"""One's own account: name, language, password, second factor, and leaving every other place."""

from typing import cast

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from genklang.server.organisation.models import User
from genklang.server.organisation.operations import end_sessions
from genklang.server.web.staff.account.adapter import say_account
from genklang.server.web.staff.account.forms import AccountForm


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
