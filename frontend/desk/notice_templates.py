"""Templates of notices (通知书): what each says, and how its words are changed."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import World
from frontend.components.plain_form import PlainForm
from frontend.components.worlds import only, person
from frontend.desk import drafting
from tickets.access import notice_templates as access
from tickets.access.calendars import edits_policy, edits_province
from tickets.actions import notice_templates
from tickets.models import NoticeTemplate
from tickets.rules import notices
from tickets.rules.carried import LONGEST_SENTENCE
from tickets.rules.notices import LONGEST_TITLE, LONGEST_WORDS, NoticeKind, TemplateDraft
from tickets.transfer import notice_sheets

REPLACED = gettext_lazy(
    "A language is left out where both of its fields are empty: the English text takes its place."
)


def _title(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_TITLE, required=required)


def _text(label: Any, *, required: bool = True, hint: Any = "") -> forms.CharField:
    area = forms.Textarea({"rows": 9 if required else 3})
    return forms.CharField(
        label=label, max_length=LONGEST_WORDS, required=required, widget=area, help_text=hint
    )


class TemplateForm(PlainForm):
    """The words of a notice by language, and why they change."""

    title_zh = _title(gettext_lazy("Chinese title"))
    text_zh = _text(gettext_lazy("Chinese text"))
    title_en = _title(gettext_lazy("English title"))
    text_en = _text(gettext_lazy("English text"))
    title_ja = _title(gettext_lazy("Japanese title"), required=False)
    text_ja = _text(gettext_lazy("Japanese text"), required=False, hint=REPLACED)
    title_ko = _title(gettext_lazy("Korean title"), required=False)
    text_ko = _text(gettext_lazy("Korean text"), required=False, hint=REPLACED)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_SENTENCE,
        widget=forms.Textarea({"rows": 2}),
    )

    def draft(self, kind: NoticeKind, seen: int) -> TemplateDraft:
        """What was drafted, following the version `seen`."""
        said = self.cleaned_data
        words = {
            language: {part: said[notices.place(part, language)] for part in ("title", "text")}
            for language in notices.LANGUAGES
        }
        given = {language: pair for language, pair in words.items() if any(pair.values())}
        return TemplateDraft(kind, given, said["reason"], seen)


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """Every kind of notice with the template that counts; the province's editor changes them."""
    now, reader = timezone.now(), person(request)
    if not edits_policy(reader, now):
        raise PermissionDenied
    facts = {"templates": access.table(), "edits": edits_province(reader, now)}
    return render(request, "desk/notice_templates.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@only(World.DESK)
def change(request: HttpRequest, kind: str) -> HttpResponse:
    """Draft other words, look at them as they will print, publish them."""
    _demand(request)
    now, kept = timezone.now(), access.template_in_force(kind)
    asked = drafting.Change(
        title=str(kept.get_kind_display()),
        back="desk_notice_templates",
        template="desk/notice_template.html",
        read=lambda form, seen: form.draft(NoticeKind(kept.kind), seen),
        last=lambda draft: access.newest_version(draft.kind),
        look=lambda draft: _as_it_prints(request, draft),
        publish=lambda draft: notice_templates.publish(draft, by=person(request), now=now),
        done=lambda _draft: _(
            "Published. Notices issued from now on read like this; what was issued stays as it is."
        ),
    )
    typed = request.POST if request.method == "POST" else None
    beside = {
        "kept": kept,
        "blanks": notices.blanks_of(NoticeKind(kept.kind)),
        "needed": notices.needed_in(NoticeKind(kept.kind)),
        "versions": access.versions_of(kind),
    }
    return drafting.answer(request, asked, TemplateForm(typed, initial=_published(kept)), **beside)


def _as_it_prints(request: HttpRequest, draft: TemplateDraft) -> dict[str, object]:
    draft.validate()
    now = timezone.now()
    shown = access.specimen(draft.kind, draft.words, person(request), now)
    return {
        "specimen": shown,
        "sheet": notice_sheets.drafted(shown.words, shown.office, shown.number, now),
    }


def _demand(request: HttpRequest) -> None:
    if not edits_province(person(request), timezone.now()):
        raise PermissionDenied


def _published(kept: NoticeTemplate) -> dict[str, str]:
    return {
        notices.place(part, language): words[part].strip()
        for language, words in kept.words.items()
        for part in ("title", "text")
    }
