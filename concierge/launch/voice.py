"""What the house says on the terminal: each line under the name of the one who says it."""

import os
import sys
from collections.abc import Mapping
from typing import TextIO

WIDTH = 8  # of the longest name, "postgres"
COLOURS = {"up": 1, "web": 36, "worker": 32, "beat": 35, "postgres": 34, "redis": 33}
PLAIN, LOUD = "\x1b[0m", "\x1b[31m"


class Voice:
    """Writes lines such as `web      | GET /`, in colour only where a person looks."""

    def __init__(self, out: TextIO | None = None, environment: Mapping[str, str] = os.environ):
        self.out = out or sys.stdout
        self.coloured = self.out.isatty() and "NO_COLOR" not in environment

    def say(self, name: str, text: str, *, loud: bool = False) -> None:
        """Print every line of `text` as said by `name`; `loud` for what went wrong.

        Raises BrokenPipeError when nobody listens any more.
        """
        for line in text.splitlines() or [""]:
            self.out.write(f"{self._head(name)} {self._body(line, loud)}\n")
        self.out.flush()

    def _head(self, name: str) -> str:
        head = f"{name:<{WIDTH}} |"
        return f"\x1b[{COLOURS.get(name, 0)}m{head}{PLAIN}" if self.coloured else head

    def _body(self, line: str, loud: bool) -> str:  # noqa: FBT001  # private, named at its one call
        return f"{LOUD}{line}{PLAIN}" if loud and self.coloured else line
