"""A deed of the settings rooms: asked on a page of its own, done or told why not, and back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from frontend.components.worlds import person
from tickets.access.changes import position_of
from tickets.actions import conflicts
from tickets.errors import Because, Refused

Crumbs = list[tuple[str, str]]
SEEN, LONGEST = "seen", 10  # the field that says how much of a history was read; its digits


@dataclass(frozen=True)
class Question:
    """What is asked: the deed, the button that does it, what is said before and after."""

    title: str
    button: str
    back: str  # an address
    crumbs: Crumbs
    do: Callable[[Any], object]  # the form
    done: str
    text: str = ""
    tone: str = ""
    stream: str = ""  # the history of what is changed: whoever is late does not overwrite it
    about: Mapping[str, object] = field(default_factory=dict)  # which of its events count


def answer(
    request: HttpRequest,
    question: Question,
    form: forms.Form,
    template: str = "desk/asked.html",
    **beside: object,
) -> HttpResponse:
    """Show the form, with what is wrong in it; or do the deed and go back."""
    status = 200
    if request.method == "POST":
        status = int(Because.MISSING)
        if form.is_valid():
            try:
                _do(request, question, form)
            except Refused as refused:
                status = told(form, refused)
            else:
                messages.success(request, question.done)
                return redirect(question.back)
    seen = request.POST.get(SEEN) if status == Because.MISSING else None
    if question.stream and seen is None:
        seen = str(position_of(question.stream))
    shown = {"form": form, "question": question, "seen": seen, **beside}
    shown["crumbs"] = question.crumbs
    return render(request, template, shown, status=status)


def _do(request: HttpRequest, question: Question, form: forms.Form) -> None:
    """Do the deed, if nothing happened to the thing since the page showed it."""
    sent = request.POST.get(SEEN)
    if not question.stream or sent is None:
        question.do(form)
        return
    position = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < LONGEST else -1
    seen = conflicts.Seen(question.stream, position, question.about)
    with conflicts.unless_overtaken(seen, by=person(request), now=timezone.now()):
        question.do(form)


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent; nothing where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def told(form: forms.Form, refused: Refused) -> int:
    """Say in the form why a deed was refused; its HTTP status. What is unseen stays unseen."""
    if refused.because is Because.UNSEEN:
        raise refused
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    return int(refused.because)
