"""The addresses of tally pages."""

from django.urls import path

from genklang.server.web.public.tally import views

urlpatterns = [
    path("tally/<str:token>/", views.show_tally, name="tally"),
    path("tally/<str:token>/taps", views.take_taps, name="tally-taps"),
    path("tally/<str:token>/worker.js", views.serve_worker, name="tally-worker"),
]
