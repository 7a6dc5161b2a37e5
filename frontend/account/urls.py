"""Addresses of the account pages."""

from django.urls import URLPattern, URLResolver, include, path

from frontend.account import mailbox, notifications

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("notifications/", notifications.inbox, name="notifications"),
    path("notifications/read/", notifications.read_all, name="read_all_notifications"),
    path("notifications/mails/", notifications.mails, name="notification_mails"),
    path("notifications/<uuid:notification>/", notifications.open_one, name="open_notification"),
    path("mailbox/", mailbox.listing, name="mailbox"),
    path("mailbox/<uuid:mail>/", mailbox.one, name="mail"),
    path("mailbox/<uuid:mail>/formatted/", mailbox.formatted, name="formatted_mail"),
]
