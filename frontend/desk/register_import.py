"""The register from a sheet: sent in, shown row by row, and only then written."""

import base64
import binascii
import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import World
from frontend.components.plain_form import PlainForm
from frontend.components.worlds import only, person
from frontend.desk.asking import told
from tickets.access import register as access
from tickets.errors import Because, Refused
from tickets.rules.register_sheet import COLUMNS, Outcome, Standing
from tickets.transfer import register
from tickets.transfer.workbooks import LARGEST_FILE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NAME = 100


class SheetForm(PlainForm):
    """The sheet, as a file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(".xlsx, 600 KB and 1,000 rows at most."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


@dataclass(frozen=True)
class Sheet:
    """A sheet that was sent in; it travels with the page until it is confirmed."""

    name: str
    content: bytes

    @property
    def carried(self) -> str:
        """Its content as text."""
        return base64.b64encode(self.content).decode()


@require_safe
@only(World.DESK)
def template(request: HttpRequest) -> HttpResponse:
    """The empty sheet."""
    access.demand(person(request), timezone.now(), to_register=True)
    name = 'attachment; filename="register.xlsx"'
    return HttpResponse(
        register.template(), content_type=XLSX, headers={"Content-Disposition": name}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """Send a sheet in, read what each row would do, confirm."""
    now, reader = timezone.now(), person(request)
    access.demand(reader, now, to_register=True)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _page(request, form)
    sheet = _sheet(request)
    if sheet is None:
        form.is_valid()
        return _page(request, form, status=Because.MISSING)
    try:
        outcomes = register.compared(sheet.content, by=reader, now=now)
    except Refused as refused:
        form.errors.clear()
        return _page(request, form, status=told(form, refused))
    mark = _mark_of(outcomes)
    if request.POST.get("confirmed") == mark:
        return _write(request, form, sheet, outcomes)
    return _page(request, SheetForm(), **_preview(sheet, outcomes, mark))


def _write(
    request: HttpRequest, form: SheetForm, sheet: Sheet, outcomes: list[Outcome]
) -> HttpResponse:
    reader, now = person(request), timezone.now()
    source = _("From the sheet %(name)s") % {"name": sheet.name}
    count = register.write(outcomes, source=source, by=reader, now=now)
    said = _("Entered: %(new)s new, %(changed)s changed. Left out: %(wrong)s with errors.")
    messages.success(request, said % {each: count[each] for each in Standing.values})
    if not count[Standing.WRONG]:
        return redirect("desk_enterprises")
    wrong = [each for each in outcomes if each.standing == Standing.WRONG]
    return _page(request, SheetForm(), outcomes=wrong, is_done=True)


def _preview(sheet: Sheet, outcomes: list[Outcome], mark: str) -> dict[str, Any]:
    count = Counter(each.standing for each in outcomes)
    shown = [each for each in outcomes if each.standing != Standing.UNCHANGED]
    order = [Standing.WRONG, Standing.NEW, Standing.CHANGED]
    return {
        "sheet": sheet,
        "mark": mark,
        "counts": [(each.label, count[each]) for each in Standing],
        "outcomes": sorted(shown, key=lambda one: (order.index(one.standing), one.typed.number)),
        "writes": count[Standing.NEW] + count[Standing.CHANGED],
        "wrong": count[Standing.WRONG],
    }


def _sheet(request: HttpRequest) -> Sheet | None:
    """What was chosen just now, else what came with the confirmation."""
    upload = request.FILES.get("file")
    if isinstance(upload, UploadedFile):
        return Sheet(str(upload.name)[:LONGEST_NAME], upload.read(LARGEST_FILE + 1))
    try:
        content = base64.b64decode(request.POST.get("carried", ""), validate=True)
    except binascii.Error:
        return None
    return Sheet(request.POST.get("name", "")[:LONGEST_NAME], content) if content else None


def _mark_of(outcomes: list[Outcome]) -> str:
    """What was shown, to be recognised when it is confirmed."""
    said = repr([(one.typed, one.standing, one.changes, one.problems) for one in outcomes])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _page(request: HttpRequest, form: SheetForm, status: int = 200, **facts: Any) -> HttpResponse:
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
