"""Signing in through the real pages: first passwords, lock-out, the end of sessions, CSRF."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST, RFC_9106_LOW_MEMORY
from sqlalchemy import select

from kiosk.domain import errors
from kiosk.domain.passwords import check_strength, one_time_password
from kiosk.storage.people import FREE_FAILURES, HASHING, LONGEST_WAIT_SECONDS, People, wait_after
from kiosk.storage.tables import metadata
from kiosk.web.accounts import safe_next
from tests.web.offices import API, HALL, Town

NEW = "hoa sen no tren ao lang"
QUICK = PasswordHasher.from_parameters(CHEAPEST)
HTML = "text/html,application/xhtml+xml"


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch) -> None:
    monkeypatch.setattr("kiosk.storage.people.HASHING", CHEAPEST)


@dataclass
class Browser:
    """A browser with cookies that sends the forms of the pages it got."""

    town: Town
    address: str = "192.0.2.7"
    csrf: str = ""
    client: Any = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.town.running.app.test_client()

    def open(self, method: str, path: str, **more: Any) -> Any:
        headers = {"Accept": HTML} | more.pop("headers", {})
        answer = self.client.open(
            path,
            method=method,
            headers=headers,
            environ_overrides={"REMOTE_ADDR": self.address},
            **more,
        )
        found = re.search(r'name="csrf_token" value="([^"]+)"', answer.get_data(as_text=True))
        self.csrf = found[1] if found else self.csrf
        return answer

    def get(self, path: str) -> Any:
        return self.open("GET", path)

    def send(self, path: str, **form: str) -> Any:
        return self.open("POST", path, data={"csrf_token": self.csrf} | form)

    def sign_in(self, name: str, password: str, **more: str) -> Any:
        self.get("/sign-in")
        return self.send("/sign-in", name=name, password=password, **more)

    def change(self, old: str, new: str = NEW, again: str | None = None) -> Any:
        self.get("/password")
        return self.send("/password", old=old, new=new, again=new if again is None else again)

    def printers(self) -> int:
        """Ask for something that officers may see; return the status."""
        return self.open(
            "GET", f"{API}/printers", headers={"Accept": "application/json"}
        ).status_code


def person(town: Town, name: str = "lan", role: str = "officer", *, ready: bool = True) -> str:
    """Add somebody; return the password, changed already if ``ready``."""
    people, now = People(town.running.office.engine), town.clock()
    first = people.add(name, role, now)
    if not ready:
        return first
    people.change_password(name, first, NEW, "192.0.2.1", now)
    return NEW


def officer(town: Town, **more: Any) -> Browser:
    browser = Browser(town, **more)
    assert browser.sign_in("lan", NEW).status_code == 302
    return browser


def test_an_officer_signs_in_and_lands_where_they_wanted(town: Town) -> None:
    person(town)
    browser = Browser(town)

    asked = browser.get("/desk?hall=hoa-yen")
    assert (asked.status_code, asked.location) == (302, "/sign-in?next=/desk?hall%3Dhoa-yen")
    answer = browser.sign_in("Lan ", NEW, next="/desk?hall=hoa-yen")

    assert (answer.status_code, answer.location) == (302, "/desk?hall=hoa-yen")
    assert browser.get("/desk").status_code == 200
    assert browser.printers() == 200


@pytest.mark.parametrize(("role", "home"), [("admin", "/admin"), ("officer", "/desk")])
def test_without_a_wish_everybody_lands_at_their_work(town: Town, role: str, home: str) -> None:
    person(town, role=role)
    assert Browser(town).sign_in("lan", NEW).location == home


def test_the_first_password_opens_nothing_but_its_own_change(town: Town) -> None:
    first = person(town, ready=False)
    browser = Browser(town)

    assert browser.sign_in("lan", first, next="/desk").location == "/password"
    assert browser.get("/desk").location == "/password?next=/desk"
    refused = browser.open("GET", f"{HALL}/counters/1", headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json["code"]) == (403, "password_must_change")
    assert browser.change(first).location == "/desk"
    assert browser.get("/desk").status_code == 200
    assert Browser(town).sign_in("lan", first).status_code == 401


def test_a_new_password_must_be_strong_typed_twice_and_knows_the_old(town: Town) -> None:
    person(town)
    browser = officer(town)

    for old, new, again in (
        (NEW, "ngan qua", "ngan qua"),
        (NEW, "1234567890", "1234567890"),
        (NEW, NEW, NEW),
        (NEW, "mot cau that dai", "mot cau that dài"),
    ):
        assert browser.change(old, new, again).status_code == 400
    assert browser.change("wrong old one", "mot cau that dai").status_code == 401
    assert browser.change(NEW, "mot cau that dai").status_code == 302
    assert Browser(town).sign_in("lan", "mot cau that dai").status_code == 302


@pytest.mark.parametrize(
    "weak",
    [
        "short",
        "Password123",
        "lanlanlanlan",
        "aaaaaaaaaaaa",
        "  12 34567890",
        "matkhau123",
        "x" * 999,
    ],
)
def test_passwords_that_are_easy_to_guess(weak: str) -> None:
    with pytest.raises(errors.PasswordWeakError) as refused:
        check_strength("lan", weak, "")
    assert refused.value.facts == {"minimum": 10}


def test_passwords_that_will_do() -> None:
    for good in (NEW, one_time_password(), "ô tô màu đỏ", "lan thich uong tra"):
        check_strength("lan", good, "something else")


def test_unknown_names_are_answered_as_wrong_passwords_are_and_as_slowly(town: Town) -> None:
    work: list[Any] = []

    def run(function: Any, *args: Any) -> Any:
        work.append(function)
        return function(*args)

    person(town)
    people = People(town.running.office.engine, run=run)
    spent = []
    for name in ("lan", "nobody"):
        work.clear()
        with pytest.raises(errors.WrongPasswordError) as refused:
            people.sign_in(name, "guess", "192.0.2.7", town.clock())
        spent.append((list(work), refused.value.facts))
        answer = Browser(town).sign_in(name, "guess")
        assert (answer.status_code, f'value="{name}"' in answer.text) == (401, True)
    assert spent[0] == spent[1]
    assert len(spent[0][0]) == 1


def test_an_attacker_is_locked_out_and_the_owner_is_not(town: Town) -> None:
    person(town)
    attacker = Browser(town, address="203.0.113.9")

    said = [attacker.sign_in("lan", "guess").status_code for _ in range(FREE_FAILURES + 2)]

    assert said == [401] * (FREE_FAILURES + 1) + [429]
    late = attacker.sign_in("lan", NEW)
    assert (late.status_code, late.headers["Retry-After"]) == (429, "30")  # even the right one
    officer(town)
    town.clock.ahead(seconds=31)
    assert attacker.sign_in("lan", NEW).status_code == 302


def test_the_wait_grows_and_ends(town: Town) -> None:
    people, at = People(town.running.office.engine, hasher=QUICK), town.clock()
    people.add("lan", "officer", at)
    waits = []
    for failures in range(1, 10):
        for name in ("lan", "nobody"):
            with pytest.raises(errors.WrongPasswordError):
                people.sign_in(name, "guess", "203.0.113.9", at)
            if wait_after(failures):
                with pytest.raises(errors.LockedOutError):
                    people.sign_in(name, "guess", "203.0.113.9", at)
        waits.append(wait_after(failures))
        town.clock.ahead(seconds=wait_after(failures) + 0.001)
        at = town.clock()
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480]
    assert wait_after(1000) == LONGEST_WAIT_SECONDS


def test_a_right_password_forgets_the_wrong_ones(town: Town) -> None:
    people, at = People(town.running.office.engine, hasher=QUICK), town.clock()
    password = people.add("lan", "officer", at)
    for _ in range(3):
        for _ in range(FREE_FAILURES):
            with pytest.raises(errors.WrongPasswordError):
                people.sign_in("lan", "guess", "192.0.2.7", at)
        assert people.sign_in("lan", password, "192.0.2.7", at).must_change


def test_sign_ins_from_one_address_are_limited(town: Town) -> None:
    browser = Browser(town)
    browser.get("/sign-in")
    said = [
        browser.send("/sign-in", name=f"n{index}", password="guess").status_code
        for index in range(12)
    ]
    assert said == [401] * 10 + [429] * 2


def test_a_session_ends_after_its_hours(town: Town) -> None:
    person(town)
    browser = officer(town)

    town.clock.ahead(hours=9, minutes=59)
    assert browser.printers() == 200
    town.clock.ahead(minutes=2)

    assert browser.printers() == 401
    assert browser.get("/desk").status_code == 302


def test_a_new_password_ends_the_other_sessions_only(town: Town) -> None:
    person(town)
    here, elsewhere = officer(town), officer(town)

    assert here.change(NEW, "mot cau that dai").status_code == 302

    assert here.printers() == 200
    assert elsewhere.printers() == 401


def test_a_renewed_password_ends_every_session(town: Town) -> None:
    person(town)
    browser = officer(town)
    first = People(town.running.office.engine).renew("LAN")

    assert browser.printers() == 401
    assert browser.sign_in("lan", first).location == "/password"


def test_signing_out_ends_the_session(town: Town) -> None:
    person(town)
    browser = officer(town)
    browser.get("/password")

    assert browser.send("/sign-out").location == "/sign-in"
    assert browser.printers() == 401


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/password", "/admin/kiosks"])
def test_forms_without_the_token_of_their_page_are_refused(town: Town, path: str) -> None:
    person(town, role="admin")
    browser = officer(town)

    for token in ("", "forged"):
        answer = browser.open("POST", path, data={"csrf_token": token, "name": "lan"})
        assert answer.status_code == 403
    assert browser.printers() == 200


def test_a_session_that_writes_needs_the_token_and_has_to_come_from_here(town: Town) -> None:
    person(town)
    browser = officer(town)
    browser.get("/password")
    path, ours = f"{HALL}/counters/1/open", {"Accept": "application/json"}

    for headers in (
        {},
        {"X-CSRFToken": "forged"},
        {"X-CSRFToken": browser.csrf, "Sec-Fetch-Site": "cross-site"},
        {"X-CSRFToken": browser.csrf, "Sec-Fetch-Site": "same-site"},
        {"X-CSRFToken": browser.csrf, "Origin": "http://evil.test"},
        {"X-CSRFToken": browser.csrf, "Origin": "null"},
    ):
        refused = browser.open("POST", path, json={}, headers=ours | headers)
        assert (refused.status_code, refused.json["code"]) == (403, "csrf"), headers
    assert town.seq() == 0
    good = {"X-CSRFToken": browser.csrf, "Sec-Fetch-Site": "same-origin"}
    assert browser.open("POST", path, json={}, headers=ours | good).status_code == 200


@pytest.mark.parametrize(
    "wanted",
    [
        "http://evil.test/",
        "//evil.test",
        "/\\evil.test",
        "///evil.test",
        "\\\\evil.test",
        "javascript:alert(1)",
        "desk",
        "/\tevil",
        "/\n/evil.test",
        "",
        None,
    ],
)
def test_next_never_leads_elsewhere(wanted: str | None) -> None:
    assert safe_next(wanted) is None


def test_next_leads_to_our_pages() -> None:
    assert safe_next("/desk?hall=hoa-yen&counter=2") == "/desk?hall=hoa-yen&counter=2"


def test_the_session_cookie_is_for_our_pages_only(town: Town) -> None:
    person(town)
    cookies = officer(town).sign_in("lan", NEW).headers.getlist("Set-Cookie")
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_people_are_named_once(town: Town) -> None:
    people, now = People(town.running.office.engine, hasher=QUICK), town.clock()
    assert not people.any()
    people.add("Lan", "officer", now)
    assert people.any()
    assert people.untouched()
    with pytest.raises(errors.NameTakenError):
        people.add(" lAN", "admin", now)
    for name, role in (("", "officer"), ("x" * 65, "officer"), ("a\nb", "officer"), ("ok", "king")):
        with pytest.raises(errors.InputError):
            people.add(name, role, now)
    with pytest.raises(errors.PersonUnknownError):
        people.renew("nobody")
    assert [one.name for one in people.all()] == ["lan"]


def test_passwords_are_hashed_as_rfc_9106_wants(monkeypatch, town: Town) -> None:
    assert HASHING == RFC_9106_LOW_MEMORY
    first = person(town, ready=False)
    monkeypatch.setattr("kiosk.storage.people.HASHING", HASHING)
    people = People(town.running.office.engine)
    for _ in range(2):  # a cheaper hash is replaced at the next sign-in
        people.sign_in("lan", first, "192.0.2.7", town.clock())
    with town.running.office.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT password FROM staff").scalar_one()
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_passwords_are_not_in_the_database(town: Town) -> None:
    first = person(town, ready=False)
    with town.running.office.engine.connect() as connection:
        tables = [list(connection.execute(select(table))) for table in metadata.tables.values()]
    assert "$argon2id$" in str(tables)
    assert first not in str(tables)


def test_a_name_that_no_database_stores_is_nobody(town: Town) -> None:
    for name in ("\0", "a\0b", "x" * 5000, "\N{SNOWMAN}" * 64):
        assert Browser(town).sign_in(name, "guess\0").status_code == 401
