"""Addresses of the API, version 1; what stands here only grows (UX A3)."""

from django.urls import URLPattern, URLResolver, path

from tickets.api.clocks import ClockDoor, ClockList
from tickets.api.document import Document, ProblemKind
from tickets.api.steps import Classify, PutTagOn, TakeTagOff
from tickets.api.tags import TagList
from tickets.api.tickets import TicketDoor, TicketList

urlpatterns: list[URLPattern | URLResolver] = [
    path("tickets", TicketList.as_view(), name="api_tickets"),
    path("tickets/<str:number>", TicketDoor.as_view(), name="api_ticket"),
    path("tickets/<str:number>/clocks", ClockList.as_view(), name="api_clocks"),
    path("tickets/<str:number>/clocks/<uuid:clock>", ClockDoor.as_view(), name="api_clock"),
    path("tickets/<str:number>/classify", Classify.as_view(), name="api_classify"),
    path("tickets/<str:number>/tag", PutTagOn.as_view(), name="api_tag"),
    path("tickets/<str:number>/untag", TakeTagOff.as_view(), name="api_untag"),
    path("tags", TagList.as_view(), name="api_tags"),
    path("openapi", Document.as_view(), name="api_document"),
    path("problems/<slug:problem>", ProblemKind.as_view(), name="api_problem"),
]
