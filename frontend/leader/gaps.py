"""The list of policy gaps for a leader."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import World
from frontend.components import gap_list
from frontend.components.worlds import only


@require_safe
@only(World.LEADER)
def page(request: HttpRequest) -> HttpResponse:
    """What the catalogue of measures lacks, by category, as of now."""
    crumbs = [(_("Overview"), reverse("leader_overview")), (_("Policy gaps"), "")]
    frame = {"frame": "leader/base.html", "door": "leader_ticket", "crumbs": crumbs}
    return gap_list.show(request, timezone.now(), **frame)
