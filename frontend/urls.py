"""The addresses of all pages; each world keeps its own table."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("frontend.portal.urls")),
    path("", include("frontend.account.urls")),
    path("desk/", include("frontend.desk.urls")),
    path("leader/", include("frontend.leader.urls")),
    path("", include("frontend.components.urls")),
]
