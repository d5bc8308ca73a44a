"""People who sign in: passwords, first passwords, and the wait after wrong ones."""

import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.domain.errors import (
    InputError,
    LockedOutError,
    NameTakenError,
    PersonUnknownError,
    WrongPasswordError,
)
from kiosk.domain.passwords import (
    LONGEST,
    check_strength,
    one_time_password,
    person_name,
    settled,
)
from kiosk.domain.roles import LADDER
from kiosk.storage.tables import sign_in_failures, staff

HASHING = RFC_9106_LOW_MEMORY
FREE_FAILURES = 4
FIRST_WAIT_SECONDS = 30.0
LONGEST_WAIT_SECONDS = 3600.0
FORGET_SECONDS = 86400.0
NAME_LENGTH = 64

Runner = Callable[..., Any]
"""``run(function, *args)``: where hashing runs, so that it does not stop the server."""


@dataclass(frozen=True)
class Person:
    """Who may sign in; ``generation`` changes when every session has to end."""

    name: str
    role: str
    must_change: bool
    generation: int


def _directly(function: Callable[..., Any], *args: Any) -> Any:
    return function(*args)


class People:
    """The staff of the office."""

    def __init__(
        self, engine: Engine, *, run: Runner = _directly, hasher: PasswordHasher | None = None
    ) -> None:
        self._engine, self._run = engine, run
        self._hasher = hasher or PasswordHasher.from_parameters(HASHING)

    def any(self) -> bool:
        """Tell whether there is anybody."""
        with self._engine.connect() as connection:
            return bool(connection.execute(select(func.count()).select_from(staff)).scalar_one())

    def untouched(self) -> bool:
        """Tell whether everybody still has a one-time password: the first run."""
        query = select(staff.c.name).where(staff.c.must_change.is_(False)).limit(1)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is None

    def all(self) -> list[Person]:
        """Return everybody by name."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(staff).where(staff.c.active).order_by(staff.c.name))
            return [_person(row) for row in rows]

    def find(self, name: str) -> Person | None:
        """Return a person who may sign in; None when there is none of this name."""
        with self._engine.connect() as connection:
            row = _row(connection, person_name(name))
            return _person(row) if row else None

    def add(self, name: str, role: str, now: datetime) -> str:
        """Add a person; return a one-time password. Refuses a taken name."""
        stored = person_name(name)
        if not stored or len(stored) > NAME_LENGTH or not stored.isprintable():
            raise InputError(field="name", fault="length")
        if role not in LADDER:
            raise InputError(field="role", fault="choice")
        password = one_time_password()
        person = {
            "name": stored,
            "role": role,
            "password": self._hash(password),
            "must_change": True,
            "created_at": now,
        }
        try:
            with self._writing() as connection:
                connection.execute(insert(staff), person)
        except IntegrityError as error:
            raise NameTakenError(name=stored) from error
        return password

    def renew(self, name: str) -> str:
        """Give a person a new one-time password and end the sessions; return the password."""
        password = one_time_password()
        self._set(person_name(name), password, must_change=True)
        return password

    def sign_in(self, name: str, password: str, address: str, now: datetime) -> Person:
        """Return who signs in; raise WrongPasswordError or LockedOutError.

        Failures count for a name from an address, so that nobody can lock out somebody else. An
        unknown name takes as long, and is answered the same, as a wrong password.
        """
        stored = person_name(name)
        key = {"name": stored[:NAME_LENGTH], "address": address[:64]}
        self._count(key, now.timestamp())
        with self._engine.connect() as connection:
            row = _row(connection, stored)
        if not self._right(row.password if row else None, password) or row is None:
            raise WrongPasswordError
        self._forget(key)
        self._rehash(row, password)
        return _person(row)

    def change_password(self, name: str, old: str, new: str, address: str, now: datetime) -> Person:
        """Set a new password and end every other session; return the person as of then."""
        person = self.sign_in(name, old, address, now)
        check_strength(person.name, new, old)
        self._set(person.name, new, must_change=False)
        changed = self.find(person.name)
        if changed is None:
            raise PersonUnknownError(name=person.name)
        return changed

    def _set(self, name: str, password: str, *, must_change: bool) -> None:
        values = {
            "password": self._hash(password),
            "must_change": must_change,
            "generation": staff.c.generation + 1,
        }
        with self._writing() as connection:
            if not connection.execute(
                update(staff).where(staff.c.name == name).values(values)
            ).rowcount:
                raise PersonUnknownError(name=name)

    def _count(self, key: dict[str, str], now: float) -> None:
        """Count an attempt as wrong before it is tried, so that many at once all count."""
        try:
            wait = self._count_once(key, now)
        except IntegrityError:  # another attempt wrote the first row meanwhile
            wait = self._count_once(key, now)
        if wait > 0:
            raise LockedOutError(minutes=math.ceil(wait / 60), seconds=math.ceil(wait))

    def _count_once(self, key: dict[str, str], now: float) -> float:
        table = sign_in_failures
        mine = (table.c.name == key["name"]) & (table.c.address == key["address"])
        with self._writing() as connection:
            connection.execute(delete(table).where(table.c.until < now - FORGET_SECONDS))
            row = connection.execute(select(table).where(mine).with_for_update()).one_or_none()
            if row and row.until > now:
                return float(row.until - now)
            failures = (row.failures if row else 0) + 1
            values = {"failures": failures, "until": now + wait_after(failures)}
            if row:
                connection.execute(update(table).where(mine).values(values))
            else:
                connection.execute(insert(table), key | values)
        return 0.0

    def _forget(self, key: dict[str, str]) -> None:
        table = sign_in_failures
        mine = (table.c.name == key["name"]) & (table.c.address == key["address"])
        with self._writing() as connection:
            connection.execute(delete(table).where(mine))

    def _right(self, stored: str | None, password: str) -> bool:
        if len(password) > LONGEST:
            password, stored = "", None
        fits = self._run(_fits, self._hasher, stored, settled(password))
        return bool(fits)

    def _rehash(self, row: Any, password: str) -> None:
        if self._hasher.check_needs_rehash(row.password):
            with self._writing() as connection:
                mine = (staff.c.name == row.name) & (staff.c.password == row.password)
                connection.execute(update(staff).where(mine).values(password=self._hash(password)))

    def _hash(self, password: str) -> str:
        return str(self._run(self._hasher.hash, settled(password)))

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._engine.execution_options(begin="IMMEDIATE").begin()


def wait_after(failures: int) -> float:
    """Return for how many seconds nothing is tried after so many wrong passwords in a row."""
    if failures <= FREE_FAILURES:
        return 0.0
    doublings = min(failures - FREE_FAILURES - 1, 10)
    return min(FIRST_WAIT_SECONDS * 2.0**doublings, LONGEST_WAIT_SECONDS)


def _fits(hasher: PasswordHasher, stored: str | None, password: str) -> bool:
    nobodys = _nobodys(hasher)  # made for known names too, or the first unknown one would be slow
    try:
        return hasher.verify(stored or nobodys, password)
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _nobodys(hasher: PasswordHasher) -> str:
    """Return a hash that no password fits, to spend the same time on names that do not exist."""
    return hasher.hash(one_time_password())


def _row(connection: Connection, name: str) -> Any:
    return connection.execute(
        select(staff).where(staff.c.name == name, staff.c.active)
    ).one_or_none()


def _person(row: Any) -> Person:
    return Person(row.name, row.role, bool(row.must_change), row.generation)
