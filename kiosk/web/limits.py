"""Rate limits: by address for who is unknown, by token where the configuration says so."""

import time
from collections.abc import Callable
from functools import cache, wraps
from ipaddress import IPv6Address, ip_address, ip_network
from typing import ParamSpec, TypeVar

import structlog
from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from kiosk.web.identity import identity
from kiosk.web.office import office

UNLIMITED_ENDPOINTS = frozenset({"static", "display_static"})
NEIGHBOURS = 64
"""Bits of an IPv6 address that one subscriber has in common with himself."""

WITHOUT_REDIS_SECONDS = 10.0
"""After Redis failed, so long each process counts alone before it asks it again."""

P = ParamSpec("P")
R = TypeVar("R")

log = structlog.get_logger()


class Limits:
    """Counts calls, in Redis where several processes share the counting, else in this one."""

    def __init__(self, redis: str | None) -> None:
        self._own = FixedWindowRateLimiter(MemoryStorage())
        self._shared = FixedWindowRateLimiter(_redis_storage(redis)) if redis else None
        self._alone_until = 0.0

    def count(self, rate: str, *who: str) -> None:
        """Count a call, ``rate`` as in ``30 per minute``.

        Raises:
            TooManyRequests: It is one too many.
        """
        item = _item(rate)
        if not self._hit(item, who):
            raise TooManyRequests(retry_after=item.get_expiry())

    def _hit(self, item: RateLimitItem, who: tuple[str, ...]) -> bool:
        if self._shared and time.monotonic() > self._alone_until:
            try:
                return self._shared.hit(item, *who)
            except StorageError as error:
                self._alone_until = time.monotonic() + WITHOUT_REDIS_SECONDS
                log.warning("limits.redis_lost", error=str(error))
        return self._own.hit(item, *who)


def _redis_storage(url: str) -> Storage:
    return storage_from_string(
        url, wrap_exceptions=True, socket_connect_timeout=1, socket_timeout=1
    )  # type: ignore[return-value]


@cache
def _item(rate: str) -> RateLimitItem:
    return parse(rate)


def register(app: Flask) -> None:
    """Count the calls of this app."""
    redis = app.extensions["office"].settings.storage.redis
    app.extensions["limits"] = Limits(redis.get_secret_value() if redis else None)
    app.before_request(_count)


def limited(rate: Callable[[], str]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let an address ask a page only so often."""

    def decorate(page: Callable[P, R]) -> Callable[P, R]:
        @wraps(page)
        def counted(*args: P.args, **kwargs: P.kwargs) -> R:
            _limits().count(rate(), page.__name__, address())
            return page(*args, **kwargs)

        return counted

    return decorate


def address() -> str:
    """Return the asker's address; of IPv6 the network, since one PC has millions of addresses."""
    asked = request.remote_addr or "unknown"
    try:
        parsed = ip_address(asked.partition("%")[0])
    except ValueError:
        return asked[:64]
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, NEIGHBOURS), strict=False).network_address)


def sign_in_rate() -> str:
    """Return how many sign-ins an address may try."""
    return f"{office().settings.security.sign_ins_per_minute} per minute"


def _limits() -> Limits:
    limits: Limits = current_app.extensions["limits"]
    return limits


def _count() -> None:
    """Count who is unknown by address, tokens by name where the configuration says so."""
    if request.endpoint in UNLIMITED_ENDPOINTS:
        return
    who, security = identity(), office().settings.security
    if who is None:
        _limits().count(f"{security.anonymous_per_minute} per minute", "anonymous", address())
    elif who.via == "token" and security.token_per_minute is not None:
        _limits().count(f"{security.token_per_minute} per minute", "token", who.name)
