"""Tokens: hashed, named once, dead soon after they are revoked."""

import pytest

from kiosk.domain import errors
from kiosk.domain.roles import LADDER, ROLES, covers
from kiosk.storage.tokens import TRUST_SECONDS, Tokens
from tests.web.offices import API, Town


@pytest.fixture
def engine(town: Town):
    return town.running.office.engine


def test_a_token_is_found_and_its_text_is_not_stored(town: Town, engine) -> None:
    tokens, now = Tokens(engine), town.clock()
    token = tokens.create("quầy 1", "officer", now)

    found = Tokens(engine).find(token)

    assert (found.name, found.role, found.hall, found.created_at) == (
        "quầy 1",
        "officer",
        None,
        now,
    )
    with engine.connect() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM tokens").all())
    assert token not in rows
    assert token.removeprefix("mc_") not in rows
    for wrong in ("", "mc_", token[:-1], token.removeprefix("mc_"), token + "x"):
        assert tokens.find(wrong) is None


def test_a_revoked_token_is_dead_within_two_seconds_everywhere(town: Town, engine) -> None:
    time = [0.0]
    here, elsewhere = Tokens(engine), Tokens(engine, timer=lambda: time[0])
    token = here.create("one", "officer", town.clock())
    assert here.find(token)
    assert elsewhere.find(token)

    here.revoke("one", town.clock())

    assert here.find(token) is None
    time[0] = TRUST_SECONDS
    assert elsewhere.find(token) is None
    assert TRUST_SECONDS < 2
    with pytest.raises(errors.TokenUnknownError):
        here.revoke("one", town.clock())


def test_a_name_is_given_once_until_it_is_revoked(town: Town, engine) -> None:
    tokens, now = Tokens(engine), town.clock()
    old = tokens.create("one", "officer", now)
    with pytest.raises(errors.NameTakenError):
        tokens.create(" one ", "admin", now)
    tokens.revoke("one", now)

    new = tokens.create("one", "helper", now)

    assert tokens.find(old) is None
    assert [one.role for one in tokens.all()] == ["helper"]
    assert tokens.find(new).role == "helper"
    assert tokens.all("officer") == []


@pytest.mark.parametrize(
    ("name", "role"), [("", "officer"), ("a/b", "officer"), ("x" * 65, "officer"), ("one", "king")]
)
def test_names_and_roles_that_are_refused(town: Town, name: str, role: str) -> None:
    with pytest.raises(errors.InputError):
        Tokens(town.running.office.engine).create(name, role, town.clock())


def test_the_app_refuses_a_revoked_token(town: Town) -> None:
    tokens = Tokens(town.running.office.engine)
    asker = town.who()
    asker.headers["Authorization"] = f"Bearer {tokens.create('one', 'officer', town.clock())}"
    assert asker.get(f"{API}/printers").status == 200
    doors = town.running.app.extensions["doors"]

    doors.tokens.revoke("one", town.clock())

    assert asker.get(f"{API}/printers").code == "not_signed_in"


def test_the_ladder() -> None:
    for held in ROLES:
        for needed in ROLES:
            both = held in LADDER and needed in LADDER
            above = both and LADDER.index(held) >= LADDER.index(needed)
            assert covers(held, needed) is (above or held == needed)


def test_calls_without_a_token_are_limited_and_calls_with_one_are_not(town: Town) -> None:
    limit = town.running.office.settings.security.anonymous_per_minute
    nobody, somebody = town.who(), town.who("officer")

    said = [nobody.get(f"{API}/halls").status for _ in range(limit + 1)]

    assert said == [200] * limit + [429]
    assert nobody.get(f"{API}/halls").code == "too_many_requests"
    assert town.who(address="198.51.100.4").get(f"{API}/halls").status == 200
    assert somebody.get(f"{API}/halls").status == 200
