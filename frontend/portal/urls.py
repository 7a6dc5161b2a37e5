"""Addresses of the portal pages."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from frontend.portal import home, landing

urlpatterns: list[URLPattern | URLResolver] = [
    path("", landing.page, name="landing"),
    *[
        path(f"{code}/", landing.page_in, {"language": code}, name=f"landing_{code}")
        for code, _name in settings.LANGUAGES
    ],
    path("home/", home.page, name="home"),
]
