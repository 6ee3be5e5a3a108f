"""The addresses of respondent pages."""

from django.urls import URLPattern, path

from genklang.server.web.respondent import answering, entry

urlpatterns: list[URLPattern] = [
    path("s/<str:token>", entry.open_place, name="open_place"),
    path("k/", entry.type_code, name="type_code"),
    path("k/<str:code>", entry.open_case, name="open_case"),
    path("answer/<str:ref>/", answering.answer, name="answer"),
    path("leave/", entry.leave, name="leave"),
    path("sound/<slug:organisation>/<str:instrument>/<slug:language>/<str:name>", entry.play_sound, name="sound"),
]
