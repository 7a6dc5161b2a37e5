"""Addresses of the shared pages."""

from django.urls import URLPattern, URLResolver, path

from frontend.components import language, styleguide

urlpatterns: list[URLPattern | URLResolver] = [
    path("language/", language.switch, name="switch_language"),
    path("styleguide/", styleguide.page, name="styleguide"),
]
