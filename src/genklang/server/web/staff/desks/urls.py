"""The address of the page of what stands at the units."""

from django.urls import path

from genklang.server.web.staff.desks import views

urlpatterns = [path("o/<slug:organisation>/rounds/<slug:code>/desks/", views.show_desks, name="round-desks")]
