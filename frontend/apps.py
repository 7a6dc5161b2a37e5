"""The pages as a Django app."""

from django.apps import AppConfig


class FrontendConfig(AppConfig):
    """Templates, static files, catalogues."""

    name = "frontend"
