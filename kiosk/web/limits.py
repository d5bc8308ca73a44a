"""Rate limits: by address for who is unknown, by token where the configuration says so."""

from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, request
from flask_limiter import ApplicationLimit, Limiter

from kiosk.web.identity import identity
from kiosk.web.office import office

UNLIMITED_ENDPOINTS = frozenset({"static", "display_static"})
NEIGHBOURS = 64
"""Bits of an IPv6 address that one subscriber has in common with himself."""


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


def _anonymous_rate() -> str:
    return f"{office().settings.security.anonymous_per_minute} per minute"


def _token_rate() -> str:
    return f"{office().settings.security.token_per_minute or 1} per minute"


def _token_name() -> str:
    who = identity()
    return who.name if who else ""


def _not_anonymous() -> bool:
    return request.endpoint in UNLIMITED_ENDPOINTS or identity() is not None


def _no_limited_token() -> bool:
    who = identity()
    limited = office().settings.security.token_per_minute is not None
    return not limited or who is None or who.via != "token"


limiter = Limiter(
    key_func=address,
    default_limits=[],
    application_limits=[
        ApplicationLimit(
            _anonymous_rate, key_function=address, scope="anonymous", exempt_when=_not_anonymous
        ),
        ApplicationLimit(
            _token_rate, key_function=_token_name, scope="token", exempt_when=_no_limited_token
        ),
    ],
    strategy="fixed-window",
    in_memory_fallback_enabled=True,
)


@limiter.request_filter
def _has_no_limit() -> bool:
    """Spare the commonest calls, those of known kiosks and counters, the looking for limits."""
    return request.blueprint == "api" and identity() is not None and _no_limited_token()


def register(app: Flask) -> None:
    """Count the calls of this app, in Redis where several processes share the counting."""
    redis = app.extensions["office"].settings.storage.redis
    app.config["RATELIMIT_STORAGE_URI"] = redis.get_secret_value() if redis else "memory://"
    limiter.init_app(app)
