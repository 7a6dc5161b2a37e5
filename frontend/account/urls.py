"""Addresses of the account pages."""

from django.urls import URLPattern, URLResolver, include, path

from frontend.account import invitation, mailbox, notifications, preferences, set_up

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("preferences/", preferences.page, name="preferences"),
    path("invitation/<str:token>/", invitation.page, name="invitation"),
    path("set-up/<str:token>/", set_up.page, name="set_up"),
    path("notifications/", notifications.inbox, name="notifications"),
    path("notifications/read/", notifications.read_all, name="read_all_notifications"),
    path("notifications/mails/", notifications.mails, name="notification_mails"),
    path("notifications/<uuid:notification>/", notifications.open_one, name="open_notification"),
    path("mailbox/", mailbox.listing, name="mailbox"),
    path("mailbox/<uuid:mail>/", mailbox.one, name="mail"),
    path("mailbox/<uuid:mail>/formatted/", mailbox.formatted, name="formatted_mail"),
]
