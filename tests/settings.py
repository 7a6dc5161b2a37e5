"""The house's settings, with what only tests need: speed, and one cache per xdist worker."""

import os
import shutil

from concierge.settings import *  # noqa: F403  # the same settings, then the few below
from concierge.settings import CACHES, CELERY_BROKER_TRANSPORT_OPTIONS, HOME, STORAGES

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
FILES = HOME / "test" / f"files-{WORKER}"
shutil.rmtree(FILES, ignore_errors=True)
STORAGES["attachments"]["OPTIONS"] = {"location": FILES}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
CACHES["default"]["KEY_PREFIX"] = f"test-{WORKER}"
CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"test-{WORKER}-"  # type: ignore[assignment]  # kombu's options are of many kinds
