"""The list of policy gaps for whoever edits the policy."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import World
from frontend.components import gap_list
from frontend.components.worlds import only, person
from tickets.access.calendars import edits_policy


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """What the catalogue lacks, in the words of those who handled the tickets."""
    now = timezone.now()
    if not edits_policy(person(request), now):
        raise PermissionDenied
    return gap_list.show(request, now, frame="desk/base.html", door="desk_ticket")
