"""Addresses of the desk pages."""

from django.urls import URLPattern, URLResolver, path

from frontend.desk import home

urlpatterns: list[URLPattern | URLResolver] = [path("", home.page, name="desk_home")]
