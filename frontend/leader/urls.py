"""Addresses of the leader's pages."""

from django.urls import URLPattern, URLResolver, path

from frontend.leader import gaps, overview, tickets

urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.page, name="leader_overview"),
    path("gaps/", gaps.page, name="leader_gaps"),
    path("rows/<slug:key>/", overview.rows, name="leader_rows"),
    path("tickets/<str:number>/", tickets.page, name="leader_ticket"),
    path("tickets/<str:number>/clocks/<uuid:clock>/", tickets.clock, name="leader_clock"),
    path("tickets/<str:number>/<slug:ruling>/", tickets.rule, name="leader_ruling"),
]
