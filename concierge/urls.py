"""The table of addresses; each world keeps its own."""

from django.urls import URLPattern, URLResolver, include, path

from concierge import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.live, name="livez"),
    path("readyz", health.ready, name="readyz"),
    path("api/v1/", include("tickets.api.urls")),
    path("", include("frontend.urls")),
]

handler400 = "concierge.answers.bad_request"
handler403 = "concierge.answers.not_allowed"
handler404 = "concierge.answers.not_found"
handler429 = "concierge.answers.too_many"
handler500 = "concierge.answers.broken"
