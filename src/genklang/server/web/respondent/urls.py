"""The addresses of respondent pages."""

from django.urls import URLPattern, path

from genklang.server.web.respondent import answering, entry, look, invited

urlpatterns: list[URLPattern] = [
    path("s/<str:token>", entry.open_place, name="open_place"),
    path("k/", entry.type_code, name="type_code"),
    path("k/<str:code>", entry.open_case, name="open_case"),
    path("answer/<str:ref>/", answering.answer, name="answer"),
    path("p/<str:token>", invited.list_cases, name="list_cases"),
    path("stop/<str:token>", invited.stop, name="stop"),
    path("look/<str:name>", look.send_look, name="look"),
    path("leave/", entry.leave, name="leave"),
    path("sound/<slug:organisation>/<str:instrument>/<slug:language>/<str:name>", entry.play_sound, name="sound"),
]
