"""Addresses of the portal pages."""

from django.urls import URLPattern, URLResolver, path

from frontend.portal import landing

urlpatterns: list[URLPattern | URLResolver] = [path("", landing.page, name="landing")]
