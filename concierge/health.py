"""Two answers for machines: does the process live, can it serve. No detail for strangers."""

from functools import cache

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def live(_request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def ready(_request: HttpRequest) -> HttpResponse:
    """200 when the database answers and is migrated; a dead broker does not stop the pages."""
    try:
        behind = steps_behind()
    except Error:
        behind = 1
    if behind:
        return HttpResponse("not ready", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def steps_behind() -> int:
    """How many of this version's migrations the database lacks. Raises django.db.Error."""
    return len(_known() - _applied())


def steps_ahead() -> int:
    """How many migrations of our own rooms a newer version left. Raises django.db.Error."""
    rooms = {room for room, _name in _known()}
    return sum(room in rooms for room, _name in _applied() - _known())


@cache
def _known() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _applied() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationRecorder(connection).applied_migrations())
