"""The addresses of public pages."""

from django.urls import URLPattern, URLResolver, include, path

from genklang.server.web.public import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", views.health, name="health"),
    path("", include("genklang.server.web.public.tally.urls")),
]
