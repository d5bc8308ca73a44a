"""Who asks: by token, by session, by a kiosk's cookie, or from this very PC."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf.csrf import ValidationError, validate_csrf
from gevent.threadpool import ThreadPool

from kiosk.domain.errors import (
    CsrfError,
    ForbiddenError,
    NotEnrolledError,
    NotSignedInError,
    PasswordMustChangeError,
    WrongRoleError,
)
from kiosk.domain.roles import KIOSK, LADDER, covers
from kiosk.storage.enrolments import Enrolments
from kiosk.storage.people import People, Person
from kiosk.storage.tokens import Tokens
from kiosk.web.office import now, office

KIOSK_COOKIE = "mc_kiosk"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
FORMS = frozenset({"accounts", "admin"})
"""Blueprints of plain forms, which carry a CSRF token whoever sends them."""
HASHING_THREADS = 2
CLOCK_SLACK = timedelta(minutes=1)
_NOT_ASKED = object()

Via = Literal["token", "session", "kiosk", "loopback"]


@dataclass(frozen=True)
class Identity:
    """Who asks, and how that is known."""

    name: str
    role: str
    hall: str | None
    printer: str | None
    via: Via


@dataclass(frozen=True)
class Doors:
    """What lets people and machines in."""

    people: People
    tokens: Tokens
    enrolments: Enrolments
    seen: dict[str, datetime] = field(default_factory=dict)
    """When each kiosk asked this process last."""


class User(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """A signed-in person; the id in the session says since when and of which generation."""

    def __init__(self, person: Person, since: datetime) -> None:
        self.person, self.since = person, since

    def get_id(self) -> str:
        """Return what the session keeps."""
        return f"{self.person.generation}:{int(self.since.timestamp())}:{self.person.name}"


def doors() -> Doors:
    """Return the doors of the present app."""
    return cast("Doors", current_app.extensions["doors"])


def register(app: Flask) -> None:
    """Let this app know who asks, and refuse writes that another site makes a browser send."""
    engine, pool = app.extensions["office"].engine, ThreadPool(HASHING_THREADS)
    tokens = Tokens(engine)
    app.extensions["doors"] = Doors(
        People(engine, run=lambda function, *args: pool.apply(function, args)),
        tokens,
        Enrolments(engine, tokens),
    )
    # Templates do not ask who is there, so the page of a refusal needs no database.
    logins = LoginManager(app, add_context_processor=False)
    logins.session_protection = None
    logins.user_loader(_user)
    app.before_request(_guard)


def identity() -> Identity | None:
    """Return who asks; None when nobody known does, or with a token that is not good."""
    known = g.get("identity", _NOT_ASKED)
    if known is _NOT_ASKED:
        known = g.identity = _by_token() if _bearer() is not None else _by_browser()
    return cast("Identity | None", known)


def identify(auth: Any) -> Identity | None:
    """Return who opens a socket: by ``auth["token"]``, else as in ``identity``."""
    token = auth.get("token") if isinstance(auth, dict) else None
    if token is None:
        return identity()
    return _token_identity(token, "token") if isinstance(token, str) else None


def require(role: str) -> Identity:
    """Return who asks; raise NotSignedInError, PasswordMustChangeError or WrongRoleError."""
    return require_any(role)


def require_any(*roles: str, hall: str | None = None) -> Identity:
    """Return who asks and may do what one of ``roles`` may, at ``hall`` if that is given.

    Raises as ``require``; NotEnrolledError for a kiosk that is paired with another hall;
    CsrfError for a kiosk's browser that sends what another site's form could.
    """
    who = identity()
    if who is None or not any(covers(who.role, role) for role in roles):
        raise _refusal(who, roles)
    if hall is not None and who.hall not in {None, hall}:
        raise NotEnrolledError(hall=hall)
    _refuse_foreign_forms(who)
    return who


def signed_in(role: str) -> Identity | None:
    """Return the person of the session; None when there is none.

    Raises:
        PasswordMustChangeError: The first password has not been changed.
        WrongRoleError: The person may not do what ``role`` may.
    """
    if _must_change():
        raise PasswordMustChangeError
    who = _by_session()
    if who is not None and not covers(who.role, role):
        raise WrongRoleError(role=role)
    return who


def check_csrf() -> None:
    """Raise CsrfError unless the request carries the session's CSRF token."""
    token = request.headers.get("X-CSRFToken") or request.form.get("csrf_token")
    try:
        validate_csrf(token)
    except ValidationError as error:
        raise CsrfError from error


def present_person() -> Person | None:
    """Return who is signed in, a first password or not; None when nobody is."""
    return current_user.person if current_user.is_authenticated else None


def _refusal(who: Identity | None, roles: tuple[str, ...]) -> ForbiddenError:
    """Return why not: signing in may help unless a person or a token is known already."""
    if who is not None and who.via in {"token", "session"}:
        return WrongRoleError(role=roles[0])
    if _bearer() is None and _must_change():
        return PasswordMustChangeError()
    return NotSignedInError() if who is None or set(LADDER) & set(roles) else WrongRoleError()


def _guard() -> None:
    if request.method in SAFE_METHODS:
        return
    who = identity()
    if who is not None and who.via == "token":
        return
    _refuse_other_sites()
    if request.blueprint in FORMS or "_user_id" in session:
        check_csrf()


def _refuse_foreign_forms(who: Identity) -> None:
    """A kiosk proves nothing but its cookie or address; a form of another site cannot send JSON."""
    if who.via in {"kiosk", "loopback"} and request.method == "POST" and not request.is_json:
        raise CsrfError


def _refuse_other_sites() -> None:
    """Refuse what a browser says comes from elsewhere; programs say nothing and may."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in {"same-origin", "none"}:
        raise CsrfError
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise CsrfError


def _user(stored: str) -> User | None:
    generation, since, name = _parts(stored)
    began = datetime.fromtimestamp(since, now().tzinfo)
    life = timedelta(hours=office().settings.security.session_hours)
    if not -CLOCK_SLACK <= now() - began < life:
        return None
    person = doors().people.find(name)
    if person is None or person.generation != generation:
        return None
    return User(person, began)


def _parts(stored: str) -> tuple[int, int, str]:
    generation, since, name = stored.split(":", 2)
    return int(generation), int(since), name


def _bearer() -> str | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None


def _by_token() -> Identity | None:
    return _token_identity(_bearer() or "", "token")


def _by_browser() -> Identity | None:
    ways: tuple[Callable[[], Identity | None], ...] = (_by_session, _by_kiosk, _by_loopback)
    return next((found for way in ways if (found := way()) is not None), None)


def _by_session() -> Identity | None:
    person = present_person()
    if person is None or person.must_change:
        return None
    return Identity(person.name, person.role, None, None, "session")


def _must_change() -> bool:
    person = present_person()
    return person is not None and person.must_change


def _by_kiosk() -> Identity | None:
    found = _token_identity(request.cookies.get(KIOSK_COOKIE, ""), "kiosk")
    if found is None or found.role != KIOSK:
        return None
    doors().seen[found.name] = now()
    return found


def _by_loopback() -> Identity | None:
    if not office().settings.security.loopback_kiosk or not _is_loopback():
        return None
    return Identity("loopback", KIOSK, None, None, "loopback")


def _is_loopback() -> bool:
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _token_identity(token: str, via: Via) -> Identity | None:
    holder = doors().tokens.find(token)
    if holder is None:
        return None
    return Identity(holder.name, holder.role, holder.hall, holder.printer, via)
