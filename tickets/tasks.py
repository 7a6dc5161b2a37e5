"""What the clock on the wall starts."""

from celery import shared_task


@shared_task
def sweep() -> None:
    """The round every few seconds."""


@shared_task
def tidy() -> None:
    """The hourly round."""
