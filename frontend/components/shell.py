"""What every page's frame needs to know about the visitor."""

from django.conf import settings
from django.http import HttpRequest


def context(request: HttpRequest) -> dict[str, object]:
    """Names and switches of the frame; nothing here may ask the database more than once a page."""
    return {
        "product_name": settings.PRODUCT_NAME,
        "service_phone": settings.SERVICE_PHONE,
        "demo": settings.DEMO,
        "offered_languages": [
            (code, name) for code, name in settings.LANGUAGES if code in settings.COMPLETE_LANGUAGES
        ],
    }
