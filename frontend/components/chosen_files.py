"""Files in a form: kept as soon as they are chosen, shown by name, taken back one by one.

Works without script: the file goes with whatever button is pressed, and the page comes back with
everything that was typed.
"""

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.access.attachments import chosen_on_draft
from tickets.actions import attachments
from tickets.errors import Because, Refused
from tickets.models import Attachment, Draft
from tickets.rules.attachments import ACCEPTED, FIELD, LARGEST, Upload

SENDS = "-upload"  # after the name of the field, where the browser puts the file itself
_UPLOAD = re.compile(rf"({FIELD}(?:-(\d{{1,3}}))?){SENDS}")


class FilesInput(forms.Widget):
    """What was chosen so far, and the button for more."""

    template_name = "components/chosen_files.html"
    needs_multipart_form = True
    chosen: Sequence[Attachment] = ()

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """With what was chosen, as its names, and what may be chosen."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        shown = {"chosen": self.chosen, "accept": ",".join(ACCEPTED), "sends": f"{name}{SENDS}"}
        return context | shown

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """The files that the page showed."""
        return data.getlist(name) if isinstance(data, MultiValueDict) else []

    def id_for_label(self, id_: str) -> str:
        """The label belongs to the button of the browser."""
        return id_


class FilesField(forms.Field):
    """Files that were chosen; its value are their ids."""

    widget = FilesInput

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", _("Files"))
        more.setdefault("help_text", _("PDF, pictures, Word, Excel or text; 20 MB and 10 files."))
        super().__init__(required=False, **more)

    def to_python(self, value: Any) -> tuple[UUID, ...]:
        """The ids. Raises ValidationError for what is none."""
        try:
            return tuple(dict.fromkeys(map(UUID, value or ())))
        except (TypeError, ValueError) as why:
            said = _("One of the files is not there any more. Choose it again.")
            raise forms.ValidationError(said, code="no_such_attachment") from why


@dataclass
class Choosing:
    """What a press of a button did to the files of a form.

    `troubles`: the field and the sentence about each file that was not taken. `pressed`: it was
    the button of the files, and nothing else is asked.
    """

    pressed: bool = False
    troubles: list[tuple[str, str]] = field(default_factory=list)

    @property
    def stays(self) -> bool:
        """Whether the page comes back before anything is sent."""
        return self.pressed or bool(self.troubles)

    @property
    def status(self) -> int:
        """Of the page that comes back."""
        return Because.MISSING if self.troubles else 200

    def tell(self, form: forms.Form) -> None:
        """Say beside the field which files were not taken; nothing else is complained about."""
        form.full_clean()
        form.errors.clear()
        self.tell_also(form)

    def tell_also(self, form: forms.Form) -> None:
        """Say beside the field which files were not taken."""
        for name, sentence in self.troubles:
            form.add_error(name if name in form.fields else None, sentence)


Keep = Callable[[int | None, Upload], Attachment]
Discard = Callable[[UUID], None]


def take(request: HttpRequest, data: QueryDict, keep: Keep, discard: Discard) -> Choosing:
    """Keep what came with a form and take back what is not wanted any more.

    `data` is the form's own copy of what was sent: it learns which files are there.
    """
    choosing = Choosing(pressed="attach" in data or "discard" in data)
    for name, item, upload in _sent(request):
        try:
            kept = keep(item, Upload(str(upload.name), upload.read(LARGEST + 1)))
        except Refused as refused:
            choosing.troubles.append((name, str(refused)))
        else:
            data.appendlist(name, str(kept.pk))
    for unwanted in data.getlist("discard"):
        _take_back(data, unwanted, discard)
    return choosing


def _sent(request: HttpRequest) -> Iterator[tuple[str, int | None, "UploadedFile[Any]"]]:
    for sends, uploads in request.FILES.lists():
        if found := _UPLOAD.fullmatch(sends):
            item = int(found[2]) if found[2] else None
            yield from ((found[1], item, upload) for upload in uploads if upload)


def _take_back(data: QueryDict, unwanted: str, discard: Discard) -> None:
    with contextlib.suppress(ValueError, Refused):  # it is gone, which is what was asked for
        discard(UUID(unwanted))
    for name in [key for key in data if key.startswith(FIELD)]:
        data.setlist(name, [each for each in data.getlist(name) if each != unwanted])


def offer(form: forms.Form, chosen: Iterable[Attachment]) -> None:
    """Show in each field of a form the files that were chosen for it."""
    by_name: dict[str, list[Attachment]] = {}
    for one in chosen:
        by_name.setdefault(FIELD if one.item is None else f"{FIELD}-{one.item}", []).append(one)
    for name, bound in form.fields.items():
        if isinstance(bound.widget, FilesInput):
            bound.widget.chosen = by_name.get(name, [])


def take_for_draft(request: HttpRequest, draft: Draft, by: User) -> Choosing:
    """Keep the files that came with a page of a draft, and take back what is not wanted.

    A page that keeps itself (static/js/autosave.js) sends words only.
    """
    now = timezone.now()

    def keep(_item: int | None, upload: Upload) -> Attachment:
        return attachments.choose_for_draft(draft, upload, by=by, now=now)

    def discard(unwanted: UUID) -> None:
        attachments.discard(chosen_on_draft(by, draft.pk, unwanted, now), by=by, now=now)

    if "autosave" in request.POST:
        return Choosing()
    return take(request, request.POST.copy(), keep, discard)
