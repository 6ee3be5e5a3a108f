"""Every address of the server."""

from django.urls import URLResolver, include, path

urlpatterns: list[URLResolver] = [
    path("konto/", include("allauth.urls")),
    path("", include("genklang.server.web.respondent.urls")),
    path("", include("genklang.server.web.staff.urls")),
    path("", include("genklang.server.web.public.urls")),
]
