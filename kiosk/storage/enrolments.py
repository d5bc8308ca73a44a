"""Pairing of kiosks: a code on the screen, a secret in the browser.

The secret becomes the kiosk's token once an administrator approves the code; only its hash is
stored, before and after.
"""

import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select
from sqlalchemy.exc import IntegrityError

from kiosk.domain.errors import KioskUnknownError, NameTakenError, PairingUnknownError
from kiosk.domain.roles import KIOSK
from kiosk.storage.tables import enrolments, tokens
from kiosk.storage.tokens import (
    TokenHolder,
    Tokens,
    checked_name,
    insert_token,
    new_token,
    token_hash,
)

LIFE = timedelta(minutes=10)
MOST_WAITING = 500
TRIES = 5


@dataclass(frozen=True)
class Enrolment:
    """A kiosk that waits to be paired."""

    code: str
    hall: str
    asked_at: datetime


class Enrolments:
    """Kiosks that wait to be paired, and those that are."""

    def __init__(self, engine: Engine, tokens: Tokens) -> None:
        self._engine, self._tokens = engine, tokens

    def ask(self, hall: str, now: datetime) -> tuple[str, str]:
        """Begin a pairing; return the code to show and the secret that the browser keeps."""
        secret = new_token()
        for _try in range(TRIES):
            code = f"{secrets.randbelow(1_000_000):06d}"
            row = {"code": code, "hall": hall, "secret": token_hash(secret), "asked_at": now}
            try:
                with self._writing() as connection:
                    _tidy(connection, now)
                    connection.execute(insert(enrolments), row)
            except IntegrityError:
                continue  # the code is on another screen
            return code, secret
        raise RuntimeError("no free pairing code")

    def waiting(self, now: datetime) -> list[Enrolment]:
        """Return who waits to be paired, the latest first."""
        query = _live(now).order_by(enrolments.c.asked_at.desc())
        with self._engine.connect() as connection:
            return [_enrolment(row) for row in connection.execute(query)]

    def of_secret(self, secret: str, now: datetime) -> Enrolment | None:
        """Return the pairing that a browser waits for; None when it is over."""
        query = _live(now).where(enrolments.c.secret == token_hash(secret))
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        return _enrolment(row) if row else None

    def approve(self, code: str, name: str, printer: str | None, now: datetime) -> None:
        """Pair the kiosk that shows ``code``: its secret is a kiosk's token from now on."""
        named, shown = checked_name(name), code.strip()
        if not shown.isdecimal():
            raise PairingUnknownError(pairing=shown[:8])
        try:
            with self._writing() as connection:
                row = connection.execute(
                    _live(now).where(enrolments.c.code == shown).with_for_update()
                ).one_or_none()
                if row is None:
                    raise PairingUnknownError(pairing=shown[:8])
                insert_token(connection, _kiosk(row, named, printer, now))
                connection.execute(delete(enrolments).where(enrolments.c.code == row.code))
        except IntegrityError as error:
            raise NameTakenError(name=named) from error

    def claim(self, secret: str) -> str | None:
        """Return the kiosk's token once its pairing is approved; None before."""
        holder = self._tokens.find(secret)
        return secret if holder is not None and holder.role == KIOSK else None

    def kiosks(self) -> list[TokenHolder]:
        """Return the paired kiosks by name."""
        return self._tokens.all(KIOSK)

    def remove(self, kiosk: str, now: datetime) -> None:
        """Unpair a kiosk; what it printed stays good."""
        self._known(kiosk)
        self._tokens.revoke(kiosk, now)

    def set_printer(self, kiosk: str, printer: str | None) -> None:
        """Say on which printer a kiosk prints; None: the hall's first."""
        self._known(kiosk)
        self._tokens.set_printer(kiosk, printer)

    def _known(self, kiosk: str) -> None:
        query = select(tokens.c.name).where(
            tokens.c.name == kiosk, tokens.c.role == KIOSK, tokens.c.revoked_at.is_(None)
        )
        with self._engine.connect() as connection:
            if not kiosk.isprintable() or connection.execute(query).first() is None:
                raise KioskUnknownError(kiosk=kiosk[:64])

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._engine.execution_options(begin="IMMEDIATE").begin()


def _live(now: datetime) -> Any:
    return select(enrolments).where(enrolments.c.asked_at > now - LIFE)


def _tidy(connection: Connection, now: datetime) -> None:
    """Forget pairings that are over, and the oldest of too many."""
    connection.execute(delete(enrolments).where(enrolments.c.asked_at <= now - LIFE))
    newest = select(enrolments.c.code).order_by(enrolments.c.asked_at.desc()).limit(MOST_WAITING)
    connection.execute(delete(enrolments).where(enrolments.c.code.not_in(newest)))


def _kiosk(row: Row[Any], name: str, printer: str | None, now: datetime) -> dict[str, Any]:
    return {
        "hash": row.secret,
        "name": name,
        "role": KIOSK,
        "hall": row.hall,
        "printer": printer,
        "created_at": now,
    }


def _enrolment(row: Row[Any]) -> Enrolment:
    return Enrolment(row.code, row.hall, row.asked_at)
