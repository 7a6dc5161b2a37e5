"""A request that was filed: the confirmation, its page, the steps the requester may take."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.components import attached_files, chosen_files, step_door, step_forms, ticket_story
from frontend.components.step_door import Door
from frontend.components.step_forms import Asked, StepForm, SupplyForm
from frontend.components.ticket_story import Entry
from frontend.components.worlds import person
from tickets.access import explanations, requests
from tickets.access import tickets as access
from tickets.access.attachments import attachment_on, chosen_for
from tickets.access.rosters import phone_on_duty
from tickets.actions import supplements
from tickets.errors import Because
from tickets.models import Ticket
from tickets.rules import numbers
from tickets.rules.classification import Urgency
from tickets.rules.endings import EndingKind
from tickets.rules.states import State
from tickets.rules.step_table import STEPS
from tickets.rules.steps import StepName

DONE = {
    StepName.SUPPLY: gettext_lazy("Sent. Your concierge goes on with your request."),
    StepName.CONFIRM: gettext_lazy("Thank you. The request is closed."),
    StepName.REOPEN: gettext_lazy("Reopened. Your concierge works on it again."),
    StepName.WITHDRAW: gettext_lazy("Withdrawn. Nobody works on it any more."),
    StepName.WRITE: gettext_lazy("Sent."),
}


@require_safe
@login_required
def filed(request: HttpRequest, number: str) -> HttpResponse:
    """What was promised: number, day and hour of the first reply, name and phone. May be kept."""
    now = timezone.now()
    ticket = requests.request_for(person(request), number, now)
    first_reply = requests.first_reply_on(ticket)
    counted = explanations.explanation_of(first_reply, now) if first_reply else None
    emergency = ticket.urgency == Urgency.EMERGENCY
    facts = {
        "ticket": ticket,
        "first_reply": first_reply,
        "counted": counted,
        "on_duty": phone_on_duty(ticket.office, now) if emergency else "",
    }
    return render(request, "portal/filed.html", facts)


@require_safe
@login_required
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Where the request stands, who has it, what comes next, and what there is to do."""
    now = timezone.now()
    ticket = requests.request_for(person(request), number, now)
    allowed = {step.name for step in access.steps_for(person(request), ticket, now)} & set(DONE)
    material = access.material_of(ticket)
    reopening = requests.reopening_of(ticket)
    facts = {
        "ticket": ticket,
        "now": now,
        "reopening": reopening,
        "steps": ticket_story.stages(ticket, reopening.at if reopening else None),
        "promises": explanations.explained_all(requests.promises_on([ticket]), now),
        "material": material,
        "filed_with": ticket_story.filed_with(ticket),
        "files_door": "request_attachment",
        "suspension": requests.suspension_of(ticket, now),
        "asked": next((asked for asked in material if asked.ended_at is None), None),
        "may": {name.value: True for name in allowed},
        **_answers(ticket),
        **_forms(ticket, allowed),
    }
    return render(request, "portal/ticket.html", facts)


def _answers(ticket: Ticket) -> dict[str, object]:
    """How it ended, what was answered before it was reopened, and the talk around them."""
    endings = requests.endings_of(ticket)
    stands = not ticket.is_open or ticket.state == State.REPLIED
    replies = {(one.ruled_at, one.carried.get("public_reply")) for one in endings}
    talk = ticket_story.talk(ticket, inside=False)
    return {
        "ending": endings[0] if endings and stands else None,
        "earlier": [one for one in endings[stands:] if one.kind == EndingKind.REPLY],
        "entries": [_once(entry) if (entry.at, entry.said) in replies else entry for entry in talk],
    }


def _once(answer: Entry) -> Entry:
    """An answer among the messages, without its text: that has a place of its own on the page."""
    return replace(answer, what=_("Our answer"), said="")


def _forms(ticket: Ticket, allowed: set[StepName]) -> dict[str, StepForm]:
    """The short forms that stand on the page itself."""
    asked = Asked(ticket, staff=False)
    shown = {
        StepName.WRITE: ("write_form", step_forms.WriteForm),
        StepName.CONFIRM: ("confirm_form", step_forms.ConfirmForm),
    }
    forms = {key: form(asked) for name, (key, form) in shown.items() if name in allowed}
    if write_form := forms.get("write_form"):
        waiting = [one for one in ticket.chosen if one.for_step == StepName.WRITE]
        chosen_files.offer(write_form, waiting)
    return forms


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def step(request: HttpRequest, number: str, word: str) -> HttpResponse:
    """The form of one step, or the step itself; `word` is one of DONE."""
    now = timezone.now()
    ticket = requests.request_for(person(request), number, now)
    back = reverse("request", args=[ticket.number])
    allowed = {each.name for each in access.steps_for(person(request), ticket, now)}
    if request.method != "POST" and StepName(word) not in allowed:
        messages.warning(request, _("This is not possible any more. Here is where it stands now."))
        return redirect(back)
    door = Door("portal/step.html", back, staff=False, done=DONE)
    return step_door.enter(request, ticket, word, door)


@require_POST
@login_required
def answers(request: HttpRequest, number: str) -> HttpResponse:
    """Keep the answers to a request for material that are there so far; nothing is sent yet."""
    ticket = requests.request_for(person(request), number, timezone.now())
    step = STEPS[StepName.SUPPLY]
    choosing, typed = step_door.choose(request, ticket, step)
    form = SupplyForm(Asked(ticket, staff=False), typed)
    chosen_files.offer(form, chosen_for(person(request), ticket, step.name))
    form.take_part()
    if choosing.troubles or not form.is_valid():
        choosing.tell_also(form)
        facts = {"ticket": ticket, "form": form, "step": step}
        back = reverse("request", args=[ticket.number])
        return render(
            request, "portal/step.html", facts | {"back": back}, status=int(Because.MISSING)
        )
    supplements.save_answers(ticket, form.carried(), by=person(request), now=timezone.now())
    messages.success(request, _("Saved. Nothing was sent yet."))
    return redirect("request_supply", ticket.number)


@require_safe
@login_required
def find(request: HttpRequest) -> HttpResponse:
    """From a number typed by hand to its page; a slip of the finger is told as such."""
    typed = request.GET.get("number", "")
    number = numbers.normalised(typed)
    if numbers.is_valid(number):
        return redirect("request", number)
    slip = len(number) == numbers.LENGTH and number.isdecimal()
    facts = {"typed": typed, "slip": slip}
    return render(request, "portal/find.html", facts, status=int(Because.MISSING))


@require_safe
@login_required
def file(request: HttpRequest, number: str, attachment: UUID) -> HttpResponse:
    """One file of the request, to be saved."""
    ticket = requests.request_for(person(request), number, timezone.now())
    return attached_files.handed_out(attachment_on(ticket, attachment, inside=False))
