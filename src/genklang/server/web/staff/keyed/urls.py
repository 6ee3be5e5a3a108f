"""The addresses of the pages for keying in."""

from django.urls import path

from genklang.server.web.staff.keyed import assisted, views

HERE = "o/<slug:organisation>/rounds/<slug:code>/key-in/"

urlpatterns = [
    path(HERE, views.choose_pile, name="key-in-pile"),
    path("o/<slug:organisation>/rounds/<slug:code>/assist/", assisted.assist, name="assist"),
    path(f"{HERE}form/", views.key_in, name="key-in"),
]
