"""The addresses of sign-in and of one's own account: those of allauth that are used here, and no others."""

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from django.urls import URLPattern, path, re_path

from genklang.server.web.staff.account import views

urlpatterns: list[URLPattern] = [
    path("", views.account, name="account"),
    path("leave/", views.leave_elsewhere, name="leave_elsewhere"),
    path("sign-in/", account_views.login, name="account_login"),
    path("sign-out/", account_views.logout, name="account_logout"),
    path("inactive/", account_views.account_inactive, name="account_inactive"),
    path("confirm/", account_views.reauthenticate, name="account_reauthenticate"),
    path("password/", account_views.password_change, name="account_change_password"),
    path("password/forgotten/", account_views.password_reset, name="account_reset_password"),
    path("password/mailed/", account_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-\w]+)/$",
        account_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/set/", account_views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("codes/", views.account, name="mfa_index"),
    path("codes/sign-in/", mfa_views.authenticate, name="mfa_authenticate"),
    path("codes/confirm/", mfa_views.reauthenticate, name="mfa_reauthenticate"),
    path("codes/start/", views.logging_factors(totp_views.activate_totp), name="mfa_activate_totp"),
    path("codes/stop/", views.logging_factors(totp_views.deactivate_totp), name="mfa_deactivate_totp"),
    path("codes/recovery/", recovery_views.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "codes/recovery/new/",
        views.logging_factors(recovery_views.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("codes/recovery/file/", recovery_views.download_recovery_codes, name="mfa_download_recovery_codes"),
]
