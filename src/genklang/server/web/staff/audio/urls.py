"""The addresses of the pages for recording."""

from django.urls import URLPattern, path

from genklang.server.web.staff.audio import views

HERE = "o/<slug:organisation>/rounds/<slug:code>/audio/"

urlpatterns: list[URLPattern] = [
    path(HERE, views.show_languages, name="round-audio"),
    path(f"{HERE}<slug:language>/", views.record, name="round-recordings"),
]
