"""Addresses of the leader's pages."""

from django.urls import URLPattern, URLResolver, path

from frontend.leader import overview

urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.page, name="leader_overview"),
    path("rows/<slug:key>/", overview.rows, name="leader_rows"),
]
