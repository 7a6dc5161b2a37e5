"""Routing rules at the desk: read, drafted rule by rule, tried on past tickets, published."""

from collections.abc import Callable
from copy import copy
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import World
from frontend.components.plain_form import PlainForm
from frontend.components.worlds import only, person
from frontend.desk.routing_forms import LastForm, PublishForm, RuleForm, as_written
from frontend.desk.rule_words import RuleWords
from tickets.access import routing_rules as access
from tickets.actions import routing_rules
from tickets.errors import Because, Refused
from tickets.models import RoutingDraft
from tickets.reports import dry_runs
from tickets.rules import routing_drafts as drafts
from tickets.rules.days import day_of
from tickets.rules.routing_rules import Rules

show_or_send = require_http_methods(["GET", "HEAD", "POST"])
ROWS = 50
MOVES = {"up": -1, "down": 1}
DEEDS = (*MOVES, "remove", "discard", "follow")
Crumbs = list[tuple[str, str]]


@show_or_send
@only(World.DESK)
def page(request: HttpRequest, version: int | None = None) -> HttpResponse:
    """The rules in force, or those of one version; every version; the way to a draft."""
    now, reader = timezone.now(), person(request)
    if not access.reads_routing(reader, now):
        raise PermissionDenied
    versions = access.versions()
    in_force = next((one for one in versions if one.valid_from <= day_of(now)), None)
    shown = access.version(version) if version is not None else in_force
    if request.method == "POST" and shown is not None:
        routing_rules.begin(shown, by=reader, now=now)
        return redirect("desk_routing_draft")
    facts = {
        "shown": shown,
        "lines": RuleWords().lines(shown.in_order) if shown else [],
        "in_force": in_force,
        "versions": versions,
        "edits": access.edits_routing(reader, now),
        "draft": access.draft_of(reader),
        "today": day_of(now),
        "crumbs": _crumbs((_("Version %(number)d") % {"number": version}, "")) if version else [],
    }
    return render(request, "desk/routing.html", facts)


@show_or_send
@only(World.DESK)
def draft(request: HttpRequest) -> HttpResponse:
    """One's draft: the rules in order, each with what can be done to it."""
    mine = _mine(request)
    refused = None
    if request.method == "POST":
        try:
            return redirect(_done(request, mine))
        except Refused as why:
            refused = why
    known, rules = access.known(), mine.in_order
    facts = {
        "draft": mine,
        "lines": RuleWords().lines(rules),
        "refused": refused or _unsound(rules, known),
        "newest": mine.newest,
        "crumbs": _crumbs((_("Draft"), "")),
    }
    status = int(refused.because) if refused else 200
    return render(request, "desk/routing_draft.html", facts, status=status)


@show_or_send
@only(World.DESK)
def rule(request: HttpRequest, rule: int | None = None) -> HttpResponse:
    """Write a new rule of one's draft, or another in the place of one."""
    mine, words = _mine(request), RuleWords()
    rules = mine.in_order
    if rule is not None and not 1 <= rule <= len(rules):
        return redirect("desk_routing_draft")
    form = RuleForm(
        request.POST if request.method == "POST" else None,
        initial=as_written(rules[rule - 1]) if rule else {},
        words=words,
        is_last=rule == len(rules),
    )
    status = int(Because.MISSING) if form.errors else 200
    if form.is_bound and form.is_valid():
        try:
            _keep(request, mine, form, rule)
        except Refused as why:
            status = _say(form, why)
        else:
            return redirect(f"{reverse('desk_routing_draft')}#rule-{rule or len(rules)}")
    title = _("Rule %(number)d") % {"number": rule} if rule else _("New rule")
    crumbs = _crumbs((_("Draft"), reverse("desk_routing_draft")), (title, ""))
    edits = _number(request, "edits") if form.is_bound and rule else mine.edits
    facts = {"form": form, "edits": edits, "title": title, "crumbs": crumbs}
    return render(request, "desk/routing_rule.html", facts, status=status)


def _keep(request: HttpRequest, mine: RoutingDraft, form: RuleForm, number: int | None) -> None:
    written, held = form.rule(), _as_shown(request, mine)
    if number is None:
        edit = partial(drafts.added, rule=written)
    else:
        edit = partial(drafts.changed, number=number, rule=written)
    routing_rules.change(held, edit, by=person(request), now=timezone.now())


def _say(form: PlainForm, why: Refused) -> int:
    form.add_error(why.field if why.field in form.fields else None, str(why))
    return int(why.because)


@show_or_send
@only(World.DESK)
def dry_run(request: HttpRequest) -> HttpResponse:
    """What one's draft would have done with the last tickets; from here it is published."""
    now, mine = timezone.now(), _mine(request)
    typed = request.POST if request.method == "POST" else None
    form = PublishForm(typed, initial={"valid_from": day_of(now)})
    status = int(Because.MISSING) if form.errors else 200
    if form.is_bound and form.is_valid():
        try:
            return _published(request, mine, form)
        except Refused as why:
            status = _say(form, why)
    asked = LastForm(request.GET or {"last": dry_runs.LAST[0]})
    last = asked.cleaned_data["last"] if asked.is_valid() else dry_runs.LAST[0]
    facts = {
        "draft": mine,
        "form": form,
        "asked": LastForm(initial={"last": last}),
        "newest": mine.newest,
        "next": mine.newest + 1,
        "crumbs": _crumbs((_("Draft"), reverse("desk_routing_draft")), (_("Dry run"), "")),
        **_tried(request, mine.in_order, last),
    }
    return render(request, "desk/routing_dry_run.html", facts, status=status)


def _tried(request: HttpRequest, rules: Rules, last: int) -> dict[str, object]:
    now = timezone.now()
    run = dry_runs.of_rules(rules, last, person(request), now=now)
    page = Paginator(run.seen, ROWS).get_page(request.GET.get("page"))
    lines = {line.number: line for line in RuleWords(run.offices).lines(rules)}
    shown = [
        (move, lines[move.rule]) for move in dry_runs.moves(run, list(page.object_list), rules, now)
    ]
    return {
        "run": run,
        "moves": shown,
        "page": page,
        "last": last,
    }


def _published(request: HttpRequest, mine: RoutingDraft, form: PublishForm) -> HttpResponse:
    said = form.cleaned_data
    held = _as_shown(request, mine)
    made = routing_rules.publish(
        held, said["valid_from"], said["reason"], by=person(request), now=timezone.now()
    )
    told = _("Published: version %(number)d of the routing rules.") % {"number": made.version}
    messages.success(request, told)
    return redirect("desk_routing")


def _done(request: HttpRequest, mine: RoutingDraft) -> str:
    """Do to the draft what the pressed button says; where to go on."""
    by, now = person(request), timezone.now()
    here = reverse("desk_routing_draft")
    asked = next((word for word in DEEDS if word in request.POST), "")
    held, number = _as_shown(request, mine), _number(request, "number")
    if asked == "discard":
        routing_rules.discard(held, by=by, now=now)
        messages.success(request, _("The draft is thrown away. The rules are as they were."))
        return reverse("desk_routing")
    if asked == "follow":
        routing_rules.follow(held, by=by, now=now)
        return reverse("desk_routing_dry_run")
    edits: dict[str, Callable[[Rules], Rules]] = {
        word: partial(drafts.moved, number=number, by=step) for word, step in MOVES.items()
    }
    edits["remove"] = partial(drafts.removed, number=number)
    if asked in edits:
        routing_rules.change(held, edits[asked], by=by, now=now)
    return f"{here}#rule-{number + MOVES.get(asked, 0)}"


def _mine(request: HttpRequest) -> RoutingDraft:
    if not access.edits_routing(person(request), timezone.now()):
        raise PermissionDenied
    return access.draft_for(person(request))


def _as_shown(request: HttpRequest, mine: RoutingDraft) -> RoutingDraft:
    """The draft as the page showed it, which may be older than it is."""
    shown = copy(mine)
    shown.edits = _number(request, "edits")
    return shown


def _number(request: HttpRequest, name: str) -> int:
    typed = request.POST.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1  # noqa: PLR2004  # fits an integer


def _unsound(rules: Rules, known: drafts.Known) -> Refused | None:
    try:
        drafts.check(rules, known)
    except Refused as why:
        return why
    return None


def _crumbs(*more: tuple[str, str]) -> Crumbs:
    return [(_("Routing rules"), reverse("desk_routing")), *more]
