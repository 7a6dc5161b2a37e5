"""One log line, one event: plain words on a laptop, JSON where machines read."""

import logging
from http import HTTPStatus

import structlog


class StrangersMistakes(logging.Filter):
    """A request we rightly refused (4xx) is one line: anybody can send it, and often."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the line; drop the trace, and call it a warning at most."""
        status = getattr(record, "status_code", 0)
        if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
            record.exc_info, record.exc_text = None, None
            record.levelno = min(record.levelno, logging.WARNING)
            record.levelname = logging.getLevelName(record.levelno)
        return True


def formatter(form: str) -> logging.Formatter:
    """The formatter of every handler; both forms escape line breaks, so no line can be forged."""
    last = structlog.processors.JSONRenderer() if form == "json" else _words
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            last,
        ],
    )


def _words(_logger: object, _method: str, line: structlog.typing.EventDict) -> str:
    trace = str(line.pop("exception", ""))
    head = f"{line.pop('level', 'info')} {line.pop('logger', '')}: {line.pop('event', '')}"
    line.pop("timestamp", None)
    tail = " ".join(f"{name}={value}" for name, value in sorted(line.items()))
    below = (f"    {_plain(part)}" for part in trace.splitlines())
    return "\n".join([_plain(f"{head} {tail}".strip()), *below])


def _plain(text: str) -> str:
    """The text with all that moves a terminal's cursor, breaks or turns lines made visible."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
