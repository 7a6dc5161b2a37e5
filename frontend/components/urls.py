"""Addresses of the shared pages."""

from django.urls import URLPattern, URLResolver, path

from frontend.components import language

urlpatterns: list[URLPattern | URLResolver] = [
    path("language/", language.switch, name="switch_language"),
]
