"""The addresses of public pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
