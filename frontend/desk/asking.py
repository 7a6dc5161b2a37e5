"""A deed of the settings rooms: asked on a page of its own, done or told why not, and back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from tickets.errors import Because, Refused

Crumbs = list[tuple[str, str]]


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
                question.do(form)
            except Refused as refused:
                status = told(form, refused)
            else:
                messages.success(request, question.done)
                return redirect(question.back)
    shown = {"form": form, "question": question, "crumbs": question.crumbs, **beside}
    return render(request, template, shown, status=status)


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent; nothing where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def told(form: forms.Form, refused: Refused) -> int:
    """Say in the form why a deed was refused; its HTTP status. What is unseen stays unseen."""
    if refused.because is Because.UNSEEN:
        raise refused
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    return int(refused.because)
