"""Tags: the curated list, read by whoever reads tickets, kept by the policy editor."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import World
from frontend.components.worlds import only, person
from frontend.desk import asking, changes
from frontend.desk.list_forms import LastDayForm, MergeForm, NewTagForm, TagForm
from tickets.access import tags as access
from tickets.access.categories import demand_edits, edits
from tickets.access.changes import last_changes
from tickets.actions import tags
from tickets.models import Tag
from tickets.rules.days import day_of
from tickets.rules.moments import day

show_or_send = require_http_methods(["GET", "HEAD", "POST"])
ROWS = 20


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """Every tag, and on how many tickets that the reader knows of it stands."""
    now, reader = timezone.now(), person(request)
    access.demand_reads(reader, now)
    counted = access.counts_for(reader, now)
    facts = {
        "tags": [(one, counted.get(one.pk, 0)) for one in access.table()],
        "today": day_of(now),
        "edits": edits(reader, now),
        "editors": access.editors(now),
    }
    return render(request, "desk/tags.html", facts)


@require_safe
@only(World.DESK)
def one(request: HttpRequest, tag: int) -> HttpResponse:
    """One tag: what it is for, the tickets with it that the reader knows of, its history."""
    now, reader = timezone.now(), person(request)
    access.demand_reads(reader, now)
    held = access.tag_known(tag)
    found = access.tickets_tagged(reader, held, now).for_page().with_tags()
    facts = {
        "tag": held,
        "facts": _facts(held),
        "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
        "today": day_of(now),
        "now": now,
        "edits": edits(reader, now) and held.merged_into is None,
        "changes": changes.lines(last_changes(held.stream), Tag),
        "crumbs": [(_("Tags"), reverse("desk_tags")), (str(held), "")],
    }
    return render(request, "desk/tag.html", facts)


@show_or_send
@only(World.DESK)
def new(request: HttpRequest) -> HttpResponse:
    """Another tag."""
    now, reader = timezone.now(), person(request)
    demand_edits(reader, now)
    question = asking.Question(
        title=_("New tag"),
        text=_("From its first day on colleagues can put it on the tickets of their office."),
        button=_("Add"),
        back=reverse("desk_tags"),
        crumbs=[(_("Tags"), reverse("desk_tags")), (_("New tag"), "")],
        do=lambda form: tags.add(form.words(), form.cleaned_data["valid_from"], by=reader, now=now),
        done=_("The tag is added."),
    )
    form = NewTagForm(asking.typed(request), initial={"valid_from": day_of(now)})
    return asking.answer(request, question, form)


@show_or_send
@only(World.DESK)
def mend(request: HttpRequest, tag: int) -> HttpResponse:
    """Name or describe a tag anew."""
    now, reader = timezone.now(), person(request)
    demand_edits(reader, now)
    held = access.tag_known(tag)
    question = _about(
        held,
        title=_("Name anew: %(tag)s") % {"tag": held},
        text=_("It stays the same tag wherever it stands.") + " " + _touched(held),
        button=_("Save"),
        do=lambda form: tags.mend(held, form.words(), by=reader, now=now),
        done=_("The tag was changed."),
    )
    known = {name: getattr(held, name) for name in TagForm.base_fields}
    return asking.answer(request, question, TagForm(asking.typed(request), initial=known))


@show_or_send
@only(World.DESK)
def end(request: HttpRequest, tag: int) -> HttpResponse:
    """Say until when a tag can be put on tickets."""
    now, reader = timezone.now(), person(request)
    demand_edits(reader, now)
    held = access.tag_known(tag)
    question = _about(
        held,
        title=_("End %(name)s") % {"name": held},
        text=_("Tickets that have it keep it; after that day it is put on no other.")
        + " "
        + _touched(held),
        button=_("Set the last day"),
        do=lambda form: tags.end(held, form.cleaned_data["valid_to"], by=reader, now=now),
        done=_("The last day is set."),
        tone="danger",
    )
    form = LastDayForm(asking.typed(request), initial={"valid_to": held.valid_to or day_of(now)})
    return asking.answer(request, question, form)


@show_or_send
@only(World.DESK)
def merge(request: HttpRequest, tag: int) -> HttpResponse:
    """Let another tag take the place of this one."""
    now, reader = timezone.now(), person(request)
    demand_edits(reader, now)
    held = access.tag_known(tag)
    question = _about(
        held,
        title=_("Merge: %(tag)s") % {"tag": held},
        text=_touched(held)
        + " "
        + _(
            "Each will show the tag you choose instead; who put it on and when stays known."
            " A merge is not undone."
        ),
        button=_("Merge"),
        do=lambda form: tags.merge(
            held, access.tag_known(int(form.cleaned_data["into"])), by=reader, now=now
        ),
        done=_("The tag is merged."),
        tone="danger",
    )
    others = [other for other in access.in_force(day_of(now)) if other != held]
    return asking.answer(request, question, MergeForm(asking.typed(request), tags=others))


def _touched(held: Tag) -> str:
    uses = access.uses(held)
    said = ngettext("It is on %(n)s ticket now.", "It is on %(n)s tickets now.", uses)
    return said % {"n": uses}


def _facts(held: Tag) -> list[tuple[str, object]]:
    return [
        (_("Chinese name"), held.name_zh),
        (_("English name"), held.name_en),
        (_("When to use it"), held.description),
        (_("Letters"), held.letters),
        (_("Valid from"), day(held.valid_from)),
        (_("Valid until"), day(held.valid_to) if held.valid_to else ""),
        (_("Added by"), held.created_by),
    ]


def _about(held: Tag, **said: Any) -> asking.Question:
    page = reverse("desk_tag", args=[held.pk])
    crumbs = [(_("Tags"), reverse("desk_tags")), (str(held), page), (said["button"], "")]
    return asking.Question(back=page, crumbs=crumbs, **said)
