"""Signing in and out, and changing passwords."""

from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Flask, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user
from flask_wtf.csrf import generate_csrf

from kiosk.domain.errors import (
    KioskError,
    NotSignedInError,
    PasswordMustChangeError,
    PasswordsDifferError,
)
from kiosk.domain.passwords import MINIMUM
from kiosk.storage.people import Person
from kiosk.web.identity import User, doors, present_person
from kiosk.web.limits import address, limited, sign_in_rate
from kiosk.web.office import now
from kiosk.web.pagedata import page_data
from kiosk.web.refusals import answer, headers_of, status_of

log = structlog.get_logger()

accounts = Blueprint("accounts", __name__)

HOME = "/"
HOMES = {"admin": "/admin", "officer": "/desk", "supervisor": "/desk"}


def register(app: Flask) -> None:
    """Add these pages; lead people to them who come without having signed in."""
    app.register_blueprint(accounts)
    app.register_error_handler(NotSignedInError, _lead)
    app.register_error_handler(PasswordMustChangeError, _lead)


@accounts.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Ask for name and password."""
    person = present_person()
    if person is not None:
        return _onwards(person, request.args.get("next"))
    return _sign_in_page("", request.args.get("next"))


@accounts.post("/sign-in")
@limited(sign_in_rate)
def enter() -> ResponseReturnValue:
    """Sign a person in and go on to ``next``."""
    name, wanted = request.form.get("name", ""), request.form.get("next")
    try:
        person = doors().people.sign_in(name, request.form.get("password", ""), address(), now())
    except KioskError as error:
        log.warning("sign_in.refused", name=name[:64], address=address(), code=error.code)
        return _sign_in_page(name, wanted, error), status_of(error), headers_of(error)
    log.info("sign_in.done", name=person.name, address=address())
    _begin_session(person)
    return _onwards(person, wanted)


@accounts.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session in this browser."""
    logout_user()
    session.clear()
    return redirect(url_for("accounts.sign_in"))


@accounts.get("/password")
def password() -> ResponseReturnValue:
    """Ask for a new password."""
    person = present_person()
    if person is None:
        return redirect(url_for("accounts.sign_in", next=url_for("accounts.password")))
    return _password_page(person)


@accounts.post("/password")
@limited(sign_in_rate)
def change_password() -> ResponseReturnValue:
    """Set a new password; every other session of the person ends."""
    person = present_person()
    if person is None:
        raise NotSignedInError
    try:
        changed = _change(person)
    except KioskError as error:
        return _password_page(person, error), status_of(error), headers_of(error)
    log.info("password.changed", name=changed.name)
    wanted = session.get("next")
    _begin_session(changed)
    return _onwards(changed, wanted)


def safe_next(wanted: str | None) -> str | None:
    """Return ``wanted`` if it is a path on this server; None if it leads elsewhere."""
    if not wanted or not wanted.startswith("/") or not wanted.isprintable() or "\\" in wanted:
        return None
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc or wanted.startswith("//") else wanted


def _change(person: Person) -> Person:
    old, new, again = (request.form.get(field, "") for field in ("old", "new", "again"))
    if new != again:
        raise PasswordsDifferError
    return doors().people.change_password(person.name, old, new, address(), now())


def _begin_session(person: Person) -> None:
    session.clear()
    session.permanent = True
    login_user(User(person, now()))
    generate_csrf()


def _onwards(person: Person, wanted: str | None) -> ResponseReturnValue:
    target = safe_next(wanted)
    if person.must_change:
        if target:
            session["next"] = target
        return redirect(url_for("accounts.password"))
    return redirect(target or HOMES.get(person.role, HOME))


def _sign_in_page(name: str, wanted: str | None, error: KioskError | None = None) -> str:
    session.setdefault("form", True)  # a form's CSRF token needs a session
    facts = {
        "name": name[:64],
        "next": safe_next(wanted) or "",
        "first_run": doors().people.untouched(),
    }
    return render_template("sign_in.html", **page_data("signin"), **facts, **_told(error))


def _password_page(person: Person, error: KioskError | None = None) -> str:
    facts = {"name": person.name, "must_change": person.must_change, "minimum": MINIMUM}
    return render_template("password.html", **page_data("signin"), **facts, **_told(error))


def _told(error: KioskError | None) -> dict[str, Any]:
    return {"error": error.code if error else None, "facts": error.facts if error else {}}


def _lead(error: KioskError) -> ResponseReturnValue:
    """Send a person's browser to where it goes on; tell a program what is the matter."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    if request.method != "GET" or request.path.startswith("/api/") or best == "application/json":
        return answer(error.code, status_of(error), error.facts)
    target = "accounts.password" if error.code == "password_must_change" else "accounts.sign_in"
    return redirect(url_for(target, next=request.full_path.rstrip("?")))
