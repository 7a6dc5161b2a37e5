"""A person's notifications: newest first, opened one by one, and which of them come by e-mail."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.account.forms import ChooseMails
from frontend.components.keyset import page_of
from frontend.components.worlds import first_of, open_to, person
from tickets.access import notifications as access
from tickets.actions import notifications
from tickets.rules.notifications import mutable_in


@require_GET
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """The notifications, twenty at a time."""
    page = page_of(access.inbox_of(person(request), timezone.now()), request.GET.get("before", ""))
    frame = f"account/in_{first_of(request.user)}.html"
    return render(request, "account/notifications.html", {"page": page, "frame": frame})


@require_POST
@login_required
def open_one(request: HttpRequest, notification: uuid.UUID) -> HttpResponse:
    """Mark one as read and go to what it is about; back to the list when it is about nothing."""
    reader = person(request)
    now = timezone.now()
    message = access.notification_for(reader, notification, now)
    notifications.read(message, by=reader, now=now)
    return redirect(message.link or "notifications")


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    notifications.read_all(by=person(request), now=timezone.now())
    return redirect("notifications")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def mails(request: HttpRequest) -> HttpResponse:
    """Choose which notifications also come by e-mail."""
    reader = person(request)
    offered = mutable_in(open_to(reader))
    sent = request.POST if request.method == "POST" else None
    form = ChooseMails(offered, access.mailed_kinds(reader), sent)
    if form.is_valid():
        wanted = form.cleaned_data["kinds"]
        notifications.choose_mails(wanted, among=offered, by=reader, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("notification_mails")
    return render(request, "account/notification_mails.html", {"form": form})
