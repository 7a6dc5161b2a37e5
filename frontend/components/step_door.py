"""The one door for every step on a ticket: show its short form, then take it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from frontend.components import (
    aftercare_forms,
    assist_forms,
    chosen_files,
    confidentiality_forms,
    overlay_forms,
    relation_forms,
    step_forms,
    tag_forms,
    tie_forms,
    translation_form,
)
from frontend.components.assign_form import AssignForm
from frontend.components.chosen_files import Choosing
from frontend.components.closing_form import ClosingForm
from frontend.components.step_forms import Asked, StepForm
from frontend.components.worlds import person
from tickets.access import tickets as access
from tickets.access.attachments import chosen_for
from tickets.actions import attachments, deeds, steps
from tickets.errors import Because, Refused
from tickets.models import Attachment, Ticket
from tickets.rules.attachments import Upload
from tickets.rules.endings import EndingKind
from tickets.rules.step_table import STEPS
from tickets.rules.steps import Step, StepName

ELSEWHERE = {StepName.SUBMIT, StepName.ANSWER_ASSIST}  # of a draft; of a liaison
CARRY_FILES = {StepName.WRITE, StepName.NOTE, StepName.SUPPLY}
LONGEST_VERSION = 10  # digits
FORMS: dict[StepName, type[StepForm]] = {
    StepName.ASSIGN: AssignForm,
    StepName.CLASSIFY: step_forms.ClassifyForm,
    StepName.ASK_SUPPLEMENT: step_forms.AskSupplementForm,
    StepName.SUPPLY: step_forms.SupplyForm,
    StepName.RESUME: step_forms.ReasonForm,
    StepName.RETURN: step_forms.ReasonForm,
    StepName.REDISPATCH: AssignForm,
    StepName.UPHOLD: step_forms.ReasonForm,
    StepName.SEND_BACK: step_forms.ReasonForm,
    StepName.RECORD_RECEIPT: aftercare_forms.ReceiptForm,
    StepName.CONFIRM: step_forms.ConfirmForm,
    StepName.CALLBACK: step_forms.CallbackForm,
    StepName.REOPEN: step_forms.ReopenForm,
    StepName.WRITE: step_forms.WriteForm,
    StepName.NOTE: step_forms.NoteForm,
    StepName.TRANSLATE: translation_form.TranslationForm,
    StepName.LOG_CONTACT: step_forms.ContactForm,
    StepName.RECORD_SERVICE: aftercare_forms.ServiceForm,
    StepName.FOLLOW_UP: aftercare_forms.RatingCallForm,
    StepName.RECORD_NO_FAULT: aftercare_forms.NoFaultForm,
    StepName.ASK_EXTENSION: overlay_forms.ExtensionForm,
    StepName.GRANT_EXTENSION: overlay_forms.ExtensionRulingForm,
    StepName.REFUSE_EXTENSION: overlay_forms.ExtensionRefusalForm,
    StepName.ASK_SUSPENSION: overlay_forms.SuspensionForm,
    StepName.GRANT_SUSPENSION: overlay_forms.SuspensionRulingForm,
    StepName.REFUSE_SUSPENSION: overlay_forms.SuspensionRefusalForm,
    StepName.LIFT_SUSPENSION: step_forms.ReasonForm,
    StepName.ASK_ASSIST: assist_forms.AskAssistForm,
    StepName.SIGN_OFF_ASSIST: assist_forms.SignOffAssistForm,
    StepName.RECALL_ASSIST: assist_forms.RecallAssistForm,
    StepName.LINK_MEASURE: tie_forms.TieMeasureForm,
    StepName.CHANGE_MEASURE: tie_forms.ChangeTieForm,
    StepName.UNLINK_MEASURE: tie_forms.RemoveTieForm,
    StepName.RELATE: relation_forms.RelateForm,
    StepName.UNRELATE: relation_forms.UnrelateForm,
    StepName.TAG: tag_forms.TagForm,
    StepName.UNTAG: tag_forms.UntagForm,
    StepName.MARK: confidentiality_forms.MarkForm,
    StepName.NAME: confidentiality_forms.NameForm,
    StepName.UNNAME: confidentiality_forms.UnnameForm,
    StepName.REDACT: confidentiality_forms.RedactForm,
}
ENDINGS: dict[EndingKind, type[StepForm]] = {
    EndingKind.REPLY: ClosingForm,
    EndingKind.REFUSE: step_forms.RefusalForm,
    EndingKind.TRANSFER: step_forms.TransferForm,
    EndingKind.TERMINATE: step_forms.TerminationForm,
}


@dataclass(frozen=True)
class Door:
    """Where a step is taken: the page that shows its form, and the address to go back to.

    `done` says for each step what its doer reads afterwards; else its name is said.
    """

    template: str
    back: str
    staff: bool
    done: Mapping[StepName, Promise] = field(default_factory=dict)


def enter(request: HttpRequest, ticket: Ticket, word: str, door: Door) -> HttpResponse:
    """Show the form of a step (GET) or take the step (POST).

    What was typed is kept whatever goes wrong: a field that is not right (422), a step that is not
    possible any more (409), a ticket that changed meanwhile (412), somebody else's step (403).
    Nothing is asked for a step that would be refused: Refused is raised instead.
    """
    step = _step(word)
    if request.method != "POST":
        access.demand_step(person(request), ticket, step, timezone.now())
        return _page(request, ticket, step, _form(request, ticket, step, door), door)
    choosing, typed = choose(request, ticket, step)
    form = _form(request, ticket, step, door, typed)
    if choosing.stays:
        choosing.tell(form)
        return _page(request, ticket, step, form, door, status=choosing.status)
    if not form.is_valid():
        return _incomplete(request, ticket, step, form, door)
    return _take(request, ticket, step, form, door)


def _incomplete(
    request: HttpRequest, ticket: Ticket, step: Step, form: StepForm, door: Door
) -> HttpResponse:
    """What is not right may be so because somebody was faster: then that is said too."""
    seen = _seen(request) if "version" in request.POST else ticket.version
    late = deeds.overtaken(ticket, step.name, seen, by=person(request), now=timezone.now())
    if late is not None:
        form.add_error(None, str(late))
    status = late.because if late else Because.MISSING
    return _page(request, ticket, step, form, door, status=status)


def choose(request: HttpRequest, ticket: Ticket, step: Step) -> tuple[Choosing, QueryDict]:
    """Keep the files that came with the form; what was typed, with what there is now."""
    by, now, typed = person(request), timezone.now(), request.POST.copy()

    def keep(item: int | None, upload: Upload) -> Attachment:
        return attachments.choose(ticket, step.name, upload, item=item, by=by, now=now)

    def discard(unwanted: UUID) -> None:
        one = chosen_for(by, ticket, step.name).filter(pk=unwanted).first()
        if one is not None:
            attachments.discard(one, by=by, now=now)

    if step.name not in CARRY_FILES:
        return Choosing(), typed
    return chosen_files.take(request, typed, keep, discard), typed


def _take(
    request: HttpRequest, ticket: Ticket, step: Step, form: StepForm, door: Door
) -> HttpResponse:
    try:
        ticket.version = _seen(request)
        carried = form.carried() if step.needs_form else None
        steps.take(ticket, step.name, carried, by=person(request), now=timezone.now())
    except Refused as refused:
        form.add_error(form.place_of(refused.field), str(refused))
        fresh = access.ticket_for(person(request), ticket.number, timezone.now())
        return _page(request, fresh, step, form, door, status=refused.because)
    said = door.done.get(step.name) or _("Done: %(step)s.") % {"step": step.label}
    messages.success(request, str(said))
    return redirect(door.back)


def _seen(request: HttpRequest) -> int:
    """The version of the ticket that the page showed; none sent is none that there is."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < LONGEST_VERSION else -1


def _page(
    request: HttpRequest,
    ticket: Ticket,
    step: Step,
    form: StepForm,
    door: Door,
    status: int = 200,
) -> HttpResponse:
    facts = {"ticket": ticket, "step": step, "form": form, "back": door.back}
    if step.name is StepName.PROPOSE:
        facts["tabs"] = _endings(request, ticket, type(form))
    return render(request, door.template, facts, status=status)


def _endings(
    request: HttpRequest, ticket: Ticket, shown: type[StepForm]
) -> list[tuple[str, str, bool]]:
    """The endings that could be proposed now, as tabs over the form of one."""
    kinds = access.endings_for(person(request), ticket, timezone.now())
    return [(str(kind.label), f"?ending={kind}", ENDINGS[kind] is shown) for kind in kinds]


def _ending(request: HttpRequest, ticket: Ticket) -> EndingKind:
    """The ending chosen by a tab, else the one that fits the ticket first."""
    if "ending" not in request.GET:
        return access.ending_first(person(request), ticket, timezone.now())
    try:
        return EndingKind(request.GET["ending"])
    except ValueError:
        raise Http404 from None


def _step(word: str) -> Step:
    """The step of this name that a ticket can take; the others have their own pages."""
    try:
        step = STEPS[StepName(word.replace("-", "_"))]
    except (KeyError, ValueError):
        raise Http404 from None
    if step.name in ELSEWHERE:
        raise Http404
    return step


def _chosen(request: HttpRequest) -> str:
    """The assist, measure, message, other ticket or person whose button was pressed."""
    pressed = map(request.GET.get, ("assist", "measure", "message", "other", "person"))
    return next(filter(None, pressed), "")


def _form(
    request: HttpRequest, ticket: Ticket, step: Step, door: Door, data: QueryDict | None = None
) -> StepForm:
    asked = Asked(ticket, staff=door.staff, chosen=_chosen(request), by=person(request))
    if step.name is not StepName.PROPOSE:
        form = FORMS.get(step.name, StepForm)(asked, data)
        if step.name in CARRY_FILES:
            chosen_files.offer(form, chosen_for(person(request), ticket, step.name))
        return form
    kind = _ending(request, ticket)
    form = ENDINGS[kind](asked, data)
    if sent_back := access.proposals_on(ticket).filter(kind=kind, ruling="sent_back").first():
        form.start_from(sent_back.carried)
    return form
