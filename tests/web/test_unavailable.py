"""A database out of reach costs a moment, never a number: 503, and the same tap works later."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager

import psycopg
import pytest
from flask import abort
from sqlalchemy import event, make_url

from kiosk.storage.work import LOCK, head_of
from kiosk.web.texts import LANGUAGES, text
from tests.web.offices import Town
from tests.web.test_accounts import officer, person

Outage = Callable[[Town], AbstractContextManager[None]]


@contextmanager
def locked(town: Town) -> Iterator[None]:
    """Somebody else holds the hall's lock and does not let go."""
    engine = town.running.office.engine.execution_options(begin="IMMEDIATE")
    with engine.begin() as connection:
        head_of(connection, "hoa-yen", LOCK)
        yield


@contextmanager
def all_lent(town: Town) -> Iterator[None]:
    """Every connection of the pool is in use."""
    engine = town.running.office.engine
    with ExitStack() as lent:
        for _ in range(40):
            lent.enter_context(closing(engine.connect()))
        yield


@contextmanager
def gone(town: Town) -> Iterator[None]:
    """PostgreSQL has cut every connection and lets nobody in."""
    url = make_url(str(town.running.office.engine.url))
    name, server = url.database, f"postgresql://postgres@127.0.0.1:{url.port}/postgres"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        yield
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


@pytest.fixture
def hasty(town: Town) -> Town:
    """An office that waits for no lock and hardly for a connection."""
    engine = town.running.office.engine
    wait = {"sqlite": "PRAGMA busy_timeout=0", "postgresql": "SET lock_timeout = 50"}

    def hurry(made, _record) -> None:
        made.execute(wait[engine.dialect.name])
        made.commit()

    event.listen(engine, "connect", hurry)
    engine.dispose()
    engine.pool._timeout = 0.05
    return town


def outlived(town: Town, outage: Outage) -> None:
    kiosk, tap = town.who("kiosk"), str(uuid.uuid4())

    with outage(town):
        refused = kiosk.take(tap=tap)
    taken = kiosk.take(tap=tap)

    assert (refused.status, refused.code) == (503, "unavailable")
    assert int(refused.headers["Retry-After"]) > 0
    assert "SELECT" not in str(refused.body)
    assert (taken.status, taken.body["number"]) == (201, "A001")


@pytest.mark.parametrize("outage", [locked, all_lent])
def test_a_tap_that_found_no_database_works_when_it_is_sent_again(
    hasty: Town, outage: Outage
) -> None:
    outlived(hasty, outage)


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_tap_works_again_when_postgresql_is_back(town: Town) -> None:
    outlived(town, gone)


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_are_told_on_a_page_that_needs_no_database(hasty: Town, language: str) -> None:
    person(hasty)
    browser = officer(hasty)

    with all_lent(hasty):
        answer = browser.get(f"/desk?lang={language}")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert text("refusal-unavailable", language) in answer.get_data(as_text=True)
    assert browser.get("/desk").status_code == 200


def test_whoever_is_unavailable_says_so_in_the_same_words(town: Town) -> None:
    app = town.running.app
    app.add_url_rule("/api/v1/later", view_func=lambda: abort(503))

    answer = town.who().get("/api/v1/later")

    assert (answer.status, answer.code) == (503, "unavailable")
    assert answer.headers["Retry-After"]
