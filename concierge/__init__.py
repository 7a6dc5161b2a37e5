"""The wiring: settings, addresses, Celery, and the commands that start and examine the house."""

from concierge.celery import app as celery_app

__all__ = ["celery_app"]
