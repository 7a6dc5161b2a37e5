"""Filing a request: one thing on each page, the answers checked once, submitted once."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import World
from frontend.components import autosave, chosen_files
from frontend.components.filing_forms import PARTS, Filer, PartForm, filing_of, from_draft
from frontend.components.worlds import only, person
from frontend.portal.check import rows_of
from tickets.access import requests
from tickets.access import tickets as access
from tickets.access.attachments import of_draft
from tickets.access.rosters import phone_on_duty
from tickets.actions import filing
from tickets.errors import Because, Refused
from tickets.models import Draft
from tickets.rules.days import day_of

ORDER = tuple(PARTS)
DOORS = {part: f"request_{part}" for part in ORDER}
ALREADY = "already_submitted"
show_or_send = require_http_methods(["GET", "HEAD", "POST"])


@show_or_send
@only(World.PORTAL)
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a draft; who speaks for several chooses for whom."""
    now = timezone.now()
    mine = {str(each.pk): each for each in requests.enterprises_of(person(request), now)}
    asked = request.POST.get("enterprise", "") if len(mine) > 1 else next(iter(mine))
    if request.method == "POST" and asked in mine:
        draft = filing.begin(mine[asked], by=person(request), now=now)
        return redirect(DOORS[ORDER[0]], draft.pk)
    form = ForWhom(list(mine.items()), request.POST if request.method == "POST" else None)
    status = Because.MISSING if form.errors else 200
    return render(request, "portal/begin.html", {"form": form}, status=status)


class ForWhom(forms.Form):
    """For which of several requesters."""

    use_required_attribute = False

    def __init__(self, mine: list[tuple[str, Any]], data: Any = None) -> None:
        super().__init__(data)
        if len(mine) > 1:
            self.fields["enterprise"] = forms.ChoiceField(
                label=_("For whom do you file?"),
                choices=mine,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose for whom you file.")},
            )


@show_or_send
@login_required
def part(request: HttpRequest, draft: UUID, part: str) -> HttpResponse:
    """One page of the filing: shown, or kept and left."""
    held = access.draft_for(person(request), draft, timezone.now())
    if held.ticket is not None and not autosave.is_asked(request):
        return redirect("request", held.ticket.number)
    if request.method == "POST":
        return _keep(request, held, part)
    form = PARTS[part](_filer(request, held), typed=held.typed)
    return _page(request, held, part, form)


def _keep(request: HttpRequest, held: Draft, part: str) -> HttpResponse:
    """Save what was typed whatever it is, then go on if it is right."""
    choosing = chosen_files.take_for_draft(request, held, person(request))
    form = PARTS[part](_filer(request, held), request.POST)
    try:
        held = filing.keep(held, form.typed, by=person(request), now=timezone.now())
    except Refused as refused:
        return _not_kept(request, held, part, form, refused)
    if autosave.is_asked(request):
        return autosave.kept(form, held.saved_at)
    if choosing.stays:
        choosing.tell(form)
        return _page(request, held, part, form, status=choosing.status)
    if "leave" in request.POST:
        messages.success(request, _("Saved. You find the draft here for 30 days."))
        return redirect("home")
    if not form.is_valid():
        return _page(request, held, part, form, status=Because.MISSING)
    return _onwards(request, held, part)


def _not_kept(
    request: HttpRequest, held: Draft, part: str, form: PartForm, refused: Refused
) -> HttpResponse:
    """Why it was not; what was typed stays on the page."""
    if autosave.is_asked(request):
        return autosave.not_kept(str(refused), refused.because)
    if refused.code == ALREADY:
        return redirect(DOORS[part], held.pk)
    form.add_error(None, str(refused))
    return _page(request, held, part, form, status=refused.because)


def _onwards(request: HttpRequest, held: Draft, part: str) -> HttpResponse:
    """The next page; back to the check when one came from there and nothing else is open."""
    following = ORDER[ORDER.index(part) + 1 :]
    if "check" in request.GET or not following:
        return redirect("request_check", held.pk)
    return redirect(DOORS[following[0]], held.pk)


def _page(
    request: HttpRequest, held: Draft, part: str, form: PartForm, status: int = 200
) -> HttpResponse:
    place = ORDER.index(part)
    facts = {
        "draft": held,
        "part": part,
        "form": form,
        "place": place + 1,
        "of": len(ORDER),
        "before": DOORS[ORDER[place - 1]] if place else "",
        "from_check": "check" in request.GET,
        **_emergency(held, asks=part == "matter"),
    }
    return render(request, "portal/part.html", facts, status=status)


def _filer(request: HttpRequest, held: Draft) -> Filer:
    nature = str(held.typed.get("nature") or "")
    files = tuple(of_draft(held))
    return Filer(person(request), held.enterprise, day_of(timezone.now()), nature, files=files)


def _emergency(held: Draft, *, asks: bool = False) -> dict[str, object]:
    """Whether a person is in danger, and whom to call: also on the page that `asks` about it."""
    emergency = held.typed.get("in_danger") == "yes"
    if not (emergency or asks):
        return {"emergency": False}
    office = held.enterprise.home_office()
    return {"emergency": emergency, "on_duty": phone_on_duty(office, timezone.now())}


@show_or_send
@login_required
def check(request: HttpRequest, draft: UUID) -> HttpResponse:
    """All answers once more; sending them makes the ticket, and only one."""
    held = access.draft_for(person(request), draft, timezone.now())
    if held.ticket is not None:
        return redirect("request_filed", held.ticket.number)
    filer = _filer(request, held)
    parts = {name: from_draft(form, filer, held.typed) for name, form in PARTS.items()}
    wrong = next((name for name, form in parts.items() if not form.is_valid()), "")
    if wrong:
        messages.info(request, _("Some answers are still missing."))
        return redirect(DOORS[wrong], held.pk)
    if request.method == "POST":
        return _submit(request, held, parts)
    return _checked(request, held, parts, forms.Form())


def _submit(request: HttpRequest, held: Draft, parts: dict[str, PartForm]) -> HttpResponse:
    form = forms.Form({})
    try:
        ticket = filing.submit(held, filing_of(parts), by=person(request), now=timezone.now())
    except Refused as refused:
        form.add_error(None, str(refused))
        return _checked(request, held, parts, form, status=refused.because)
    return redirect("request_filed", ticket.number)


def _checked(
    request: HttpRequest,
    held: Draft,
    parts: dict[str, PartForm],
    form: forms.Form,
    status: int = 200,
) -> HttpResponse:
    facts = {
        "draft": held,
        "form": form,
        "rows": rows_of(parts),
        **_emergency(held),
    }
    return render(request, "portal/check.html", facts, status=status)


@show_or_send
@login_required
def discard(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Ask once more, then throw a draft away."""
    held = access.draft_for(person(request), draft, timezone.now())
    if held.ticket is not None:
        return redirect("request", held.ticket.number)
    if request.method == "POST":
        filing.discard(held, by=person(request), now=timezone.now())
        messages.success(request, _("The draft was discarded."))
        return redirect("home")
    return render(request, "portal/discard.html", {"draft": held})
