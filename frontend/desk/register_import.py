"""The register from a sheet: sent in, shown row by row, and only then written."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import World
from frontend.components.worlds import only, person
from frontend.desk import sheets
from frontend.desk.asking import told
from tickets.access import register as access
from tickets.errors import Because, Refused
from tickets.rules.register_sheet import COLUMNS, RequesterOutcome
from tickets.rules.sheets import Standing
from tickets.transfer import register


@require_safe
@only(World.DESK)
def template(request: HttpRequest) -> HttpResponse:
    """The empty sheet."""
    access.demand(person(request), timezone.now(), to_register=True)
    return sheets.download(register.template(), "register.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """Send a sheet in, read what each row would do, confirm."""
    now, reader = timezone.now(), person(request)
    access.demand(reader, now, to_register=True)
    form = sheets.SheetForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _page(request, form)
    sheet = sheets.sent_in(request)
    if sheet is None:
        form.is_valid()
        return _page(request, form, status=Because.MISSING)
    try:
        outcomes = register.compared(sheet.content, by=reader, now=now)
    except Refused as refused:
        form.errors.clear()
        return _page(request, form, status=told(form, refused))
    if request.POST.get("confirmed") == sheets.mark_of(outcomes):
        return _write(request, form, sheet, outcomes)
    return _page(request, sheets.SheetForm(), **sheets.preview(sheet, outcomes))


def _write(
    request: HttpRequest,
    form: sheets.SheetForm,
    sheet: sheets.Sheet,
    outcomes: list[RequesterOutcome],
) -> HttpResponse:
    reader, now = person(request), timezone.now()
    source = _("From the sheet %(name)s") % {"name": sheet.name}
    count = register.write(outcomes, source=source, by=reader, now=now)
    said = _("Entered: %(new)s new, %(changed)s changed. Left out: %(wrong)s with errors.")
    messages.success(request, said % {each: count[each] for each in Standing.values})
    if not count[Standing.WRONG]:
        return redirect("desk_enterprises")
    wrong = [each for each in outcomes if each.standing == Standing.WRONG]
    return _page(request, sheets.SheetForm(), outcomes=wrong, is_done=True)


def _page(
    request: HttpRequest, form: sheets.SheetForm, status: int = 200, **facts: Any
) -> HttpResponse:
    shown = {
        "form": form,
        "columns": COLUMNS,
        "crumbs": [
            (_("Enterprises and institutions"), reverse("desk_enterprises")),
            (_("From a sheet"), ""),
        ],
        **facts,
    }
    return render(request, "desk/enterprises_import.html", shown, status=status)
