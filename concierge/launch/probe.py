"""Ask the web server whether it serves: for the supervisor, and for a container's health check."""

import http.client
import os
import sys
from urllib.parse import urlsplit

from concierge import environment

PATIENCE = 3  # seconds


def serves(values: environment.Environment) -> bool:
    """Whether /readyz says 200 on the address the web server listens on."""
    host, _, port = values.text("CONCIERGE_BIND").rpartition(":")
    asked = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(host, host)  # noqa: S104  # what to call
    public = urlsplit(values.text("CONCIERGE_PUBLIC_URL")).netloc or "localhost"
    talk = http.client.HTTPConnection(asked.strip("[]"), int(port), timeout=PATIENCE)
    try:
        talk.request("GET", "/readyz", headers={"Host": public})
        return talk.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        talk.close()


if __name__ == "__main__":
    sys.exit(0 if serves(environment.load(os.environ)) else 1)
