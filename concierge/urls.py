"""The table of addresses; each world keeps its own."""

from django.urls import URLPattern, URLResolver, include, path

from concierge import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.live, name="livez"),
    path("readyz", health.ready, name="readyz"),
    path("", include("frontend.urls")),
]

handler400 = "frontend.components.errors.bad_request"
handler403 = "frontend.components.errors.not_allowed"
handler404 = "frontend.components.errors.not_found"
handler429 = "frontend.components.errors.too_many"
handler500 = "frontend.components.errors.broken"
