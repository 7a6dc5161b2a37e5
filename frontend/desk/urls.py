"""Addresses of the desk's pages."""

from django.urls import URLPattern, URLResolver, path

from frontend.desk import (
    assists,
    calendars,
    clocks,
    home,
    intake,
    measures,
    promises,
    queue,
    recusals,
    tickets,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.page, name="desk_home"),
    path("tickets/", queue.page, name="desk_queue"),
    path("assists/", assists.page, name="desk_assists"),
    path("assists/<uuid:assist>/", assists.one, name="desk_assist"),
    path("recusals/", recusals.page, name="desk_recusals"),
    path("recusals/<uuid:recusal>/lift/", recusals.lift, name="desk_recusal_lift"),
    path("recusals/of/<uuid:enterprise>/", recusals.declare, name="desk_recusal"),
    path("calendars/", calendars.page, name="desk_calendars"),
    path("calendars/notice/", calendars.notice, name="desk_notice"),
    path("calendars/hours/<slug:office>/", calendars.hours, name="desk_hours"),
    path("promises/", promises.page, name="desk_promises"),
    path("promises/<int:promise>/", promises.change, name="desk_promise"),
    path("measures/", measures.page, name="desk_measures"),
    path("measures/new/", measures.change, name="desk_measure_new"),
    path("measures/<slug:measure>/", measures.one, name="desk_measure"),
    path("measures/<slug:measure>/change/", measures.change, name="desk_measure_change"),
    path("intake/", intake.find, name="desk_intake"),
    path("intake/drafts/<uuid:draft>/", intake.draft, name="desk_intake_draft"),
    path("intake/<uuid:enterprise>/", intake.begin, name="desk_intake_begin"),
    path("tickets/<str:number>/taken-in/", intake.taken_in, name="desk_taken_in"),
    path("tickets/<str:number>/", tickets.page, name="desk_ticket"),
    path("tickets/<str:number>/clocks/", clocks.page, name="desk_clocks"),
    path("tickets/<str:number>/clocks/<uuid:clock>/", clocks.one, name="desk_clock"),
    path("tickets/<str:number>/history/", tickets.history, name="desk_history"),
    path("tickets/<str:number>/read/", tickets.read, name="desk_read"),
    path("tickets/<str:number>/<slug:word>/", tickets.step, name="desk_step"),
]
