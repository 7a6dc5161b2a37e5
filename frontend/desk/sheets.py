"""A sheet that is sent in at the desk: it travels with the page until it is confirmed."""

import base64
import binascii
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from frontend.components.plain_form import PlainForm
from tickets.rules.sheets import Outcome, Standing
from tickets.transfer.workbooks import LARGEST_FILE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NAME = 100
ORDER = (Standing.WRONG, Standing.NEW, Standing.CHANGED)


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


def download(content: bytes, name: str) -> HttpResponse:
    """A sheet as a file to be saved."""
    kept = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=kept)


def sent_in(request: HttpRequest) -> Sheet | None:
    """What was chosen just now, else what came with the confirmation."""
    upload = request.FILES.get("file")
    if isinstance(upload, UploadedFile):
        return Sheet(str(upload.name)[:LONGEST_NAME], upload.read(LARGEST_FILE + 1))
    try:
        content = base64.b64decode(request.POST.get("carried", ""), validate=True)
    except binascii.Error:
        return None
    return Sheet(request.POST.get("name", "")[:LONGEST_NAME], content) if content else None


def mark_of(outcomes: Sequence[Outcome]) -> str:
    """What was shown, to be recognised when it is confirmed."""
    said = repr([(one.typed, one.standing, one.changes, one.problems) for one in outcomes])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def preview(sheet: Sheet, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """What a page shows before anything is written: wrong rows first, then new and changed."""
    count = Counter(each.standing for each in outcomes)
    shown = [each for each in outcomes if each.standing != Standing.UNCHANGED]
    labels = {each.standing: each.label for each in outcomes}
    return {
        "sheet": sheet,
        "mark": mark_of(outcomes),
        "counts": [(labels.get(each, each.label), count[each]) for each in Standing],
        "outcomes": sorted(shown, key=lambda one: (ORDER.index(one.standing), one.typed.number)),
        "writes": count[Standing.NEW] + count[Standing.CHANGED],
        "wrong": count[Standing.WRONG],
    }
