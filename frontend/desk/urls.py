"""Addresses of the desk's pages."""

from django.urls import URLPattern, URLResolver, path

from frontend.desk import home, queue, tickets

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.page, name="desk_home"),
    path("tickets/", queue.page, name="desk_queue"),
    path("tickets/<str:number>/", tickets.page, name="desk_ticket"),
    path("tickets/<str:number>/<slug:word>/", tickets.step, name="desk_step"),
]
