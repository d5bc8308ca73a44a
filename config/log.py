"""Logging: one line an event, readable or JSON, never a secret."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from structlog.types import EventDict, Processor

from config.sections import LogSettings

HIDDEN = "***"
SECRET = re.compile(
    r"password|passwd|secret|token|authorization|cookie|csrf|api_?key|credential", re.IGNORECASE
)
IN_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*://[^\s:/@]*):[^\s/@]+@", re.IGNORECASE)
BEARER = re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]+", re.IGNORECASE)


def set_up(settings: LogSettings, *, stream: TextIO | None = None) -> None:
    """Send every log record of this process, structlog's and logging's, to ``stream``.

    Calling it again replaces what was set up before.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.UnicodeDecoder(),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,  # first: what nobody reads costs nothing
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendered(json=settings.format == "json"),
            ],
        )
    )
    logging.basicConfig(level=settings.level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for chatty in ("engineio", "socketio", "urllib3", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def without_secrets(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Hide the values of keys that sound secret, and passwords inside URLs and headers."""
    return {key: _safe(key, value) for key, value in event.items()}


def _rendered(*, json: bool) -> list[Processor]:
    if json:
        return [
            structlog.processors.format_exc_info,
            without_secrets,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ]
    return [
        structlog.processors.format_exc_info,
        without_secrets,
        structlog.processors.KeyValueRenderer(
            key_order=["timestamp", "level", "logger", "event"], repr_native_str=False
        ),
    ]


def _safe(key: str, value: Any) -> Any:
    if SECRET.search(key):
        return HIDDEN
    if isinstance(value, str):
        return BEARER.sub(rf"\1 {HIDDEN}", IN_URL.sub(rf"\g<scheme>:{HIDDEN}@", value))
    if isinstance(value, MutableMapping):
        return {inner: _safe(str(inner), item) for inner, item in value.items()}
    if isinstance(value, list | tuple):
        return [_safe("", item) for item in value]
    return value
