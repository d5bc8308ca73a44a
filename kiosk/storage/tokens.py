"""API tokens and kiosks: only hashes are stored, and a revoked one is dead within two seconds."""

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.domain.errors import InputError, NameTakenError, TokenUnknownError
from kiosk.domain.roles import ROLES
from kiosk.storage.tables import tokens

PREFIX = "mc_"
TRUST_SECONDS = 1.5
NAME_LENGTH = 64


@dataclass(frozen=True)
class TokenHolder:
    """Whose token it is; ``hall`` and ``printer`` are a kiosk's."""

    name: str
    role: str
    hall: str | None
    printer: str | None
    created_at: datetime


def new_token() -> str:
    """Return a token that nobody can guess: 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).digest()


def checked_name(name: str) -> str:
    """Return a token's or kiosk's name without blanks around it; refuse an unusable one."""
    stripped = name.strip()
    if not 0 < len(stripped) <= NAME_LENGTH or not stripped.isprintable() or "/" in stripped:
        raise InputError(field="name", fault="length")
    return stripped


def insert_token(connection: Connection, row: dict[str, Any]) -> None:
    """Write a token; a revoked one of the same name makes room. Raises IntegrityError if taken."""
    dead = (tokens.c.name == row["name"]) & tokens.c.revoked_at.is_not(None)
    connection.execute(delete(tokens).where(dead))
    connection.execute(insert(tokens), row)


class Tokens:
    """The tokens; ``find`` remembers an answer for ``TRUST_SECONDS``."""

    def __init__(self, engine: Engine, *, timer: Callable[[], float] = time.monotonic) -> None:
        self._engine, self._timer = engine, timer
        self._known: dict[bytes, tuple[float, TokenHolder]] = {}

    def create(
        self,
        name: str,
        role: str,
        now: datetime,
        *,
        hall: str | None = None,
        printer: str | None = None,
    ) -> str:
        """Make a token and return it; this is the only time that it can be read."""
        if role not in ROLES:
            raise InputError(field="role", fault="choice")
        token = new_token()
        named = checked_name(name)
        row = {
            "hash": token_hash(token),
            "name": named,
            "role": role,
            "hall": hall,
            "printer": printer,
            "created_at": now,
        }
        try:
            with self._engine.execution_options(begin="IMMEDIATE").begin() as connection:
                insert_token(connection, row)
        except IntegrityError as error:
            raise NameTakenError(name=named) from error
        return token

    def find(self, token: str) -> TokenHolder | None:
        """Return whose token it is; None when it is unknown or revoked."""
        if not token.startswith(PREFIX):
            return None
        digest, at = token_hash(token), self._timer()
        known = self._known.get(digest)
        if known and known[0] > at:
            return known[1]
        holder = self._read(digest)
        if holder is None:
            self._known.pop(digest, None)
        else:
            self._known[digest] = (at + TRUST_SECONDS, holder)
        return holder

    def all(self, role: str | None = None) -> list[TokenHolder]:
        """Return whose tokens are good, by name, of one role or of all."""
        query = select(tokens).where(tokens.c.revoked_at.is_(None)).order_by(tokens.c.name)
        if role is not None:
            query = query.where(tokens.c.role == role)
        with self._engine.connect() as connection:
            return [_holder(row) for row in connection.execute(query)]

    def revoke(self, name: str, now: datetime) -> None:
        """End a token; other server processes follow within ``TRUST_SECONDS``."""
        self._change(name, {"revoked_at": now})

    def set_printer(self, name: str, printer: str | None) -> None:
        """Say on which printer a kiosk prints; None: the hall's first."""
        self._change(name, {"printer": printer})

    def _change(self, name: str, values: dict[str, Any]) -> None:
        mine = (tokens.c.name == name) & tokens.c.revoked_at.is_(None)
        with self._engine.execution_options(begin="IMMEDIATE").begin() as connection:
            if not connection.execute(update(tokens).where(mine).values(values)).rowcount:
                raise TokenUnknownError(name=name)
        self._known.clear()

    def _read(self, digest: bytes) -> TokenHolder | None:
        query = select(tokens).where(tokens.c.hash == digest, tokens.c.revoked_at.is_(None))
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        return _holder(row) if row else None


def _holder(row: Any) -> TokenHolder:
    return TokenHolder(row.name, row.role, row.hall, row.printer, row.created_at)
