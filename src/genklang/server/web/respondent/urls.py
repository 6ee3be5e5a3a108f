"""The addresses of respondent pages."""

from django.urls import URLPattern, path

from genklang.server.web.respondent import answering, entry, invited, kiosk, look

urlpatterns: list[URLPattern] = [
    path("s/<str:token>", entry.open_place, name="open_place"),
    path("k/", entry.type_code, name="type_code"),
    path("k/<str:code>", entry.open_case, name="open_case"),
    path("answer/<str:ref>/", answering.answer, name="answer"),
    path("p/<str:token>", invited.list_cases, name="list_cases"),
    path("stop/<str:token>", invited.stop, name="stop"),
    path("kiosk/<str:token>/", kiosk.kiosk, name="kiosk"),
    path("kiosk/<str:token>/take", kiosk.take_kiosk_answer, name="kiosk_take"),
    path("kiosk/<str:token>/offer", kiosk.count_kiosk_offer, name="kiosk_offer"),
    path("kiosk/<str:token>/worker.js", kiosk.send_worker, name="kiosk_worker"),
    path("look/<str:name>", look.send_look, name="look"),
    path("leave/", entry.leave, name="leave"),
    path("sound/<slug:organisation>/<str:instrument>/<slug:language>/<str:name>", entry.play_sound, name="sound"),
]
