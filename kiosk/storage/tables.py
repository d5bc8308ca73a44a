"""The tables, for SQLite and PostgreSQL alike."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
    true,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """A time with zone: refuses naive ones, stores UTC, gives UTC back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn a time into what the database keeps; SQLite keeps no zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _hall(**kwargs: Any) -> Column[str]:
    return Column("hall", String(32), **kwargs)


halls = Table(
    "halls",
    metadata,
    Column("slug", String(32), primary_key=True),
    Column("seq", BigInteger, nullable=False, server_default="0"),
    Column("hash", String(64), nullable=False),
    Column("day", Date),
    Column("state", Text, nullable=False),  # the rest of the head: kiosk.domain.head
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", String(32), primary_key=True),
    _hall(nullable=False),
    Column("day", Date, nullable=False),
    Column("line", String(32), nullable=False),
    Column("number", String(8), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("priority", String(32)),
    Column("language", String(8), nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("arrived_at", UtcDateTime, nullable=False),
    Column("rank_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),  # words, not ENUM: new states need no migration
    Column("counter", String(32)),
    Column("wanted", String(32)),
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("called_at", UtcDateTime),
    Column("began_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("tap", String(36)),
    Column("kiosk", String(64)),
    UniqueConstraint("hall", "day", "number"),
    UniqueConstraint("hall", "tap"),
    Index(None, "hall", "state", "line", "arrived_at", "sequence"),
    Index(None, "hall", "state", "line", "rank_at", "sequence"),
    Index(
        None,
        "hall",
        "wanted",
        sqlite_where=text("state = 'waiting' AND wanted IS NOT NULL"),
        postgresql_where=text("state = 'waiting' AND wanted IS NOT NULL"),
    ),
)

journal = Table(
    "journal",
    metadata,
    _hall(primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("body", Text, nullable=False),  # the very text that is sealed, so not JSON
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

print_jobs = Table(
    "print_jobs",
    metadata,
    Column("id", String(32), primary_key=True),
    _hall(nullable=False),
    Column("ticket", String(32)),  # a sheet of an emergency roll has none
    Column("copy", Integer, nullable=False, server_default="1"),
    Column("printer", String(32), nullable=False),
    Column("state", String(16), nullable=False),  # kiosk.domain.printing
    Column("ahead", Integer, nullable=False),
    Column("low", Integer, nullable=False),
    Column("high", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("state_at", UtcDateTime, nullable=False),
    Column("note", String(200), nullable=False, server_default=text("''")),
    Column("kind", String(16), nullable=False, server_default=text("'ticket'")),
    Column("content", JSON(none_as_null=True)),  # what a sheet without a ticket says
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("handed_at", UtcDateTime),  # from then on an agent may have it
    Column("began_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("asked_by", String(64)),
    Column("wish", String(8)),  # what is to become of it before it is printed: hold, drop, move
    Column("wish_by", String(64)),
    Column("wish_printer", String(32)),
    Index(None, "printer", "state"),
    Index(None, "hall", "state"),
    UniqueConstraint("ticket", "copy"),
)

devices = Table(
    "devices",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("agent", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("message", String(64), nullable=False, server_default=text("''")),
    Column("facts", JSON, nullable=False),
)

lanes = Table(
    "lanes",
    metadata,
    Column("slug", String(32), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("fault", String(32)),
)

staff = Table(
    "staff",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("password", String(200), nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("active", Boolean, nullable=False, server_default=true()),
    Column("created_at", UtcDateTime, nullable=False),
    Column("generation", Integer, nullable=False, server_default="0"),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("address", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("until", Float, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    _hall(),
    Column("printer", String(32)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
    UniqueConstraint("name"),
)

enrolments = Table(
    "enrolments",
    metadata,
    Column("code", String(8), primary_key=True),
    _hall(nullable=False),
    Column("secret", LargeBinary(32), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("token_name", String(64)),
    Column("printer", String(32)),
)
