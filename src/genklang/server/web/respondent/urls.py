"""The addresses of respondent pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
