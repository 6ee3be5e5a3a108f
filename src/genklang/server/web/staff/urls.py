"""The addresses of staff pages: each area's own are in a module of its own."""

from django.urls import URLPattern, URLResolver, include, path

from genklang.server.web.staff.account.views import choose_language
from genklang.server.web.staff.organisation.members import accept_invitation
from genklang.server.web.staff.organisation.overview import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("language/", choose_language, name="staff_language"),
    path("invitation/<str:token>/", accept_invitation, name="invitation"),
    path("account/", include("genklang.server.web.staff.account.urls")),
    path("o/<slug:organisation>/", include("genklang.server.web.staff.organisation.urls")),
    path("", include("genklang.server.web.staff.rounds.urls")),
    path("", include("genklang.server.web.staff.contacts.urls")),
    path("", include("genklang.server.web.staff.keyed.urls")),
    path("", include("genklang.server.web.staff.scans.urls")),
    path("", include("genklang.server.web.staff.desks.urls")),
    path("", include("genklang.server.web.staff.audio.urls")),
]
