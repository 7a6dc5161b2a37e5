"""Categories: added, worded anew and ended by the policy editor, who sees first what is touched."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import World
from frontend.components.worlds import only, person
from frontend.desk import asking, changes
from frontend.desk.list_forms import CategoryForm, LastDayForm, NewCategoryForm
from frontend.templatetags.policy import how_long
from tickets.access import categories as access
from tickets.access.changes import last_changes
from tickets.actions import categories
from tickets.models import Category
from tickets.rules.days import day_of

show_or_send = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """Every category, in force or not."""
    now = timezone.now()
    access.demand_edits(person(request), now)
    facts = {"categories": access.table(), "today": day_of(now)}
    return render(request, "desk/categories.html", facts)


@show_or_send
@only(World.DESK)
def new(request: HttpRequest) -> HttpResponse:
    """Another category."""
    now, reader = timezone.now(), person(request)
    access.demand_edits(reader, now)
    question = asking.Question(
        title=_("New category"),
        text=_("From its first day on requests can be filed under it."),
        button=_("Add"),
        back=reverse("desk_categories"),
        crumbs=_crumbs(_("New category")),
        do=lambda form: categories.add(
            form.cleaned_data["code"],
            form.words(),
            form.cleaned_data["valid_from"],
            by=reader,
            now=now,
        ),
        done=_("The category is added."),
    )
    form = NewCategoryForm(asking.typed(request), initial={"valid_from": day_of(now)})
    return asking.answer(request, question, form)


@show_or_send
@only(World.DESK)
def mend(request: HttpRequest, category: str) -> HttpResponse:
    """Change the words of a category."""
    now, reader = timezone.now(), person(request)
    access.demand_edits(reader, now)
    held = access.category_called(category)
    question = asking.Question(
        title=f"{held.code} {held}",
        text=_("It stays the same category: only its words change, for what is filed already too.")
        + " "
        + _touched(held, now),
        button=_("Save"),
        back=reverse("desk_categories"),
        crumbs=_crumbs(held.code),
        do=lambda form: categories.mend(held, form.words(), by=reader, now=now),
        done=_("The words were changed."),
        stream=held.stream,
    )
    known = {name: getattr(held, name) for name in CategoryForm.base_fields}
    form = CategoryForm(asking.typed(request), initial=known)
    told = changes.lines(last_changes(held.stream), Category)
    return asking.answer(request, question, form, changes=told)


@show_or_send
@only(World.DESK)
def end(request: HttpRequest, category: str) -> HttpResponse:
    """Say until when a category can be chosen."""
    now, reader = timezone.now(), person(request)
    access.demand_edits(reader, now)
    held = access.category_called(category)
    question = asking.Question(
        title=_("End %(name)s") % {"name": f"{held.code} {held}"},
        text=_("What is filed under it keeps it; nothing new can be filed under it after that day.")
        + " "
        + _touched(held, now),
        button=_("Set the last day"),
        back=reverse("desk_categories"),
        crumbs=_crumbs(held.code),
        do=lambda form: categories.end(held, form.cleaned_data["valid_to"], by=reader, now=now),
        done=_("The last day is set."),
        tone="danger",
        stream=held.stream,
    )
    form = LastDayForm(asking.typed(request), initial={"valid_to": held.valid_to or day_of(now)})
    told = changes.lines(last_changes(held.stream), Category)
    return asking.answer(request, question, form, changes=told)


def _touched(held: Category, now: dt.datetime) -> str:
    said = _(
        "Under it now: %(open_tickets)s open tickets, %(drafts)s drafts, %(promises)s promises of"
        " its own, %(measures)s measures, %(colleagues)s colleagues who know it best."
    )
    touched = access.touched(held, now)
    counts = vars(touched) | {"promises": len(touched.promises)}
    promised = [
        f"{one.get_clock_display()} {how_long(one.promised.promise)}" for one in touched.promises
    ]
    return "\n\n".join([said % counts, *promised])


def _crumbs(name: str) -> asking.Crumbs:
    return [(_("Categories"), reverse("desk_categories")), (name, "")]
