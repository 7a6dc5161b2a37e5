"""What the settings promise to whoever attacks the house."""

from django.conf import settings
from django.contrib.sessions.serializers import JSONSerializer
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

from accounts.sign_in import Recognition

SIGNED_IN = "rest_framework.permissions.IsAuthenticated"


def test_what_travels_is_json() -> None:
    assert settings.CELERY_TASK_SERIALIZER == "json"
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
    assert import_string(settings.SESSION_SERIALIZER) is JSONSerializer


def test_the_api_is_shut_unless_a_door_says_otherwise() -> None:
    assert settings.REST_FRAMEWORK["DEFAULT_PERMISSION_CLASSES"] == [SIGNED_IN]


def test_the_description_of_the_api_is_not_public() -> None:
    assert settings.SPECTACULAR_SETTINGS["SERVE_PUBLIC"] is False
    assert settings.SPECTACULAR_SETTINGS["SERVE_PERMISSIONS"] == [SIGNED_IN]


def test_there_is_no_second_way_in() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert settings.AUTHENTICATION_BACKENDS == ["accounts.sign_in.Recognition"]
    assert set(vars(Recognition)) - {"__module__", "__doc__"} == {"get_user"}
    assert not [name for name in _names(get_resolver()) if name.startswith(("admin:", "djdt"))]


def test_scripts_and_styles_come_from_this_house_only() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    for part in ("script-src", "style-src", "default-src"):
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:"} & set(directives[part])


def _names(resolver: URLResolver) -> list[str]:
    return [
        name
        for entry in resolver.url_patterns
        for name in (_names(entry) if isinstance(entry, URLResolver) else [_name(entry)])
    ]


def _name(pattern: URLPattern) -> str:
    return pattern.name or ""
