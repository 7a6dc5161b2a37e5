"""The WSGI door: any server that speaks WSGI can hold it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concierge.settings")

application = get_wsgi_application()
