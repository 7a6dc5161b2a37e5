#!/usr/bin/env python
"""The one command line of the house: `manage.py up` starts it, `manage.py doctor` examines it."""

import os
import sys


def main() -> None:
    """Hand the words of the command line to Django under the house's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concierge.settings")
    from django.core.management import execute_from_command_line

    from concierge.environment import Misconfigured
    from concierge.errors import CannotStart

    try:
        execute_from_command_line(sys.argv)
    except (Misconfigured, CannotStart) as why:
        sys.exit(f"manage.py: {why}")


if __name__ == "__main__":
    main()
