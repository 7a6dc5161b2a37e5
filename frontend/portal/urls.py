"""Addresses of the portal pages."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from frontend.portal import filing, home, landing, notices, ticket, visibility

urlpatterns: list[URLPattern | URLResolver] = [
    path("", landing.page, name="landing"),
    *[
        path(f"{code}/", landing.page_in, {"language": code}, name=f"landing_{code}")
        for code, _name in settings.LANGUAGES
    ],
    path("home/", home.page, name="home"),
    path("enterprises/<uuid:enterprise>/readers/", visibility.page, name="enterprise_readers"),
    path("requests/new/", filing.begin, name="request_begin"),
    path("requests/find/", ticket.find, name="request_find"),
    path("requests/drafts/<uuid:draft>/check/", filing.check, name="request_check"),
    path("requests/drafts/<uuid:draft>/discard/", filing.discard, name="request_discard"),
    *[
        path(f"requests/drafts/<uuid:draft>/{part}/", filing.part, {"part": part}, name=door)
        for part, door in filing.DOORS.items()
    ],
    path("requests/<str:number>/", ticket.page, name="request"),
    path("requests/<str:number>/filed/", ticket.filed, name="request_filed"),
    path("requests/<str:number>/answers/", ticket.answers, name="request_answers"),
    path("requests/<str:number>/files/<uuid:attachment>/", ticket.file, name="request_attachment"),
    path("requests/<str:number>/notices/", notices.page, name="request_notices"),
    path("requests/<str:number>/notices/<uuid:notice>/", notices.one, name="request_notice"),
    path(
        "requests/<str:number>/notices/<uuid:notice>/file/",
        notices.file,
        name="request_notice_file",
    ),
    *[
        path(f"requests/<str:number>/{word}/", ticket.step, {"word": word}, name=f"request_{word}")
        for word in ticket.DONE
    ],
]
