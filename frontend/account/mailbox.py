"""The demo's own mailbox: every mail of the house, so that its sign-in codes can be read."""

import base64
import hashlib
import re
import uuid

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from frontend.components.keyset import page_of
from tickets.access import mailbox as access
from tickets.rules.notifications import paragraphs

not_kept = cache_control(no_store=True, private=True)  # it shows sign-in codes
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@require_GET
@not_kept
def listing(request: HttpRequest) -> HttpResponse:
    """The mails, newest first."""
    page = page_of(access.mails(), request.GET.get("before", ""))
    return render(request, "account/mailbox.html", {"page": page})


@require_GET
@not_kept
def one(request: HttpRequest, mail: uuid.UUID) -> HttpResponse:
    """One mail: to whom, what became of it, what it says."""
    message = access.mail(mail)
    told = paragraphs(message.text, settings.PUBLIC_URL)
    return render(request, "account/mail.html", {"mail": message, "paragraphs": told})


@require_GET
@not_kept
def formatted(request: HttpRequest, mail: uuid.UUID) -> HttpResponseBase:
    """One mail as a mail program shows it: its own style sheet counts, nothing else of it runs."""
    html = access.mail(mail).formatted
    sheets = [f"'sha256-{_fingerprint(sheet)}'" for sheet in STYLE.findall(html)]
    with_its_sheet = csp_update({"style-src": sheets})
    return with_its_sheet(lambda _request: HttpResponse(html))(request)


def _fingerprint(sheet: str) -> str:
    return base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode("ascii")
