"""What this process does: a figure for every request, a line in the log for a slow one."""

from functools import cache
from time import perf_counter

import structlog
from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram

log = structlog.get_logger()

FIGURES = CollectorRegistry()
"""Figures of this process alone; those of the halls are read from the database."""

SLOW_SECONDS = 1.0
BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

_answered = Counter("motcua_requests", "Requests answered", ["call", "status"], registry=FIGURES)
_took = Histogram(
    "motcua_request_seconds", "Time to an answer", ["call"], buckets=BUCKETS, registry=FIGURES
)


def register(app: Flask) -> None:
    """Watch this app's requests."""
    app.before_request(_begin)
    app.after_request(_end)


@cache
def _figures(call: str, status: int) -> tuple[Counter, Histogram]:
    return _answered.labels(call, status), _took.labels(call)


def _begin() -> None:
    g.began = perf_counter()


def _end(response: Response) -> Response:
    """Count a request by its call's name: a path could have a ticket's id in it."""
    began = g.pop("began", None)
    if began is None:
        return response
    seconds, call = perf_counter() - began, request.endpoint or "unknown"
    answered, took = _figures(call, response.status_code)
    answered.inc()
    took.observe(seconds)
    if seconds > SLOW_SECONDS:
        ms = round(seconds * 1000)
        log.warning("request.slow", call=call, status=response.status_code, ms=ms)
    return response
