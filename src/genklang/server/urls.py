"""Every address of the server, and the pages for what goes wrong."""

from django.urls import URLResolver, include, path

urlpatterns: list[URLResolver] = [
    path("", include("genklang.server.web.respondent.urls")),
    path("", include("genklang.server.web.staff.urls")),
    path("", include("genklang.server.web.public.urls")),
]

handler400 = "genklang.server.web.public.errors.bad_request"
handler403 = "genklang.server.web.public.errors.forbidden"
handler404 = "genklang.server.web.public.errors.not_found"
handler500 = "genklang.server.web.public.errors.failed"
