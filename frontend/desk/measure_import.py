"""Measures from a sheet: sent in, shown row by row, and only then published, all at once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import World
from frontend.components.worlds import only, person
from frontend.desk import sheets
from frontend.desk.asking import told
from tickets.access.calendars import edits_province
from tickets.errors import Because, Refused
from tickets.rules.measure_sheet import COLUMNS, MeasureRow
from tickets.transfer import measures


class MeasureSheetForm(sheets.SheetForm):
    """The sheet, as a file; fewer rows, for they are published in one deed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = gettext_lazy(".xlsx, 600 KB and 200 measures at most.")


@require_safe
@only(World.DESK)
def template(request: HttpRequest) -> HttpResponse:
    """The sheet to fill in, with an example."""
    _demand(request)
    return sheets.download(measures.template(), "measures.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """Send a sheet in, read what each row would publish, confirm."""
    _demand(request)
    form = MeasureSheetForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _page(request, form)
    sheet = sheets.sent_in(request)
    if sheet is None:
        form.is_valid()
        return _page(request, form, status=Because.MISSING)
    try:
        outcomes = measures.compared(sheet.content, _source_of(sheet))
        if request.POST.get("confirmed") == sheets.mark_of(outcomes):
            return _publish(request, outcomes)
    except Refused as refused:
        form.errors.clear()
        return _page(request, form, status=told(form, refused))
    return _page(request, MeasureSheetForm(), **sheets.preview(sheet, outcomes))


def _publish(request: HttpRequest, outcomes: list[MeasureRow]) -> HttpResponse:
    """All of it or nothing; what was left out is shown again, for it is to be mended."""
    many = measures.publish(outcomes, by=person(request), now=timezone.now())
    wrong = [each for each in outcomes if each.problems]
    said = _("Published: %(many)s measures. Left out: %(wrong)s with errors.")
    messages.success(request, said % {"many": many, "wrong": len(wrong)})
    if not wrong:
        return redirect("desk_measures")
    return _page(request, MeasureSheetForm(), outcomes=wrong, is_done=True)


def _source_of(sheet: sheets.Sheet) -> str:
    return _("From the sheet %(name)s") % {"name": sheet.name}


def _demand(request: HttpRequest) -> None:
    if not edits_province(person(request), timezone.now()):
        raise PermissionDenied


def _page(
    request: HttpRequest, form: sheets.SheetForm, status: int = 200, **facts: Any
) -> HttpResponse:
    shown = {
        "form": form,
        "columns": COLUMNS,
        "crumbs": [(_("Measures"), reverse("desk_measures")), (_("From a sheet"), "")],
        **facts,
    }
    return render(request, "desk/measures_import.html", shown, status=status)
