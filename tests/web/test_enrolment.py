"""How a touchscreen becomes a kiosk, and stops being one."""

import json
import uuid
from typing import Any

import pytest

from kiosk.domain import errors
from kiosk.storage.enrolments import Enrolments
from kiosk.storage.people import People
from kiosk.storage.tokens import Tokens
from tests.web.offices import HALL, TICKETS, Town
from tests.web.test_accounts import Browser, person, quick_hashing  # noqa: F401  # a fixture

PAIRING = "/touch/hoa-yen/pairing"


def asked(browser: Browser, path: str = PAIRING) -> dict[str, Any]:
    return browser.open("GET", path, headers={"Accept": "application/json"}).json


def administrator(town: Town) -> Browser:
    password = person(town, "chi", "admin")
    browser = Browser(town)
    assert browser.sign_in("chi", password).location == "/admin"
    browser.get("/admin")
    return browser


def take(browser: Browser, path: str = TICKETS, **headers: str) -> Any:
    line = "ho-tich" if path == TICKETS else "dat-dai"
    wish = {"line": line, "tap": str(uuid.uuid4())}
    more = {"Accept": "application/json"} | headers
    return browser.open("POST", path, json=wish, headers=more)


def paired(town: Town, name: str = "Cổng chính") -> Browser:
    kiosk, admin = Browser(town, address="192.0.2.50"), administrator(town)
    admin.send("/admin/kiosks", code=asked(kiosk)["code"], name=name, printer="kiosk-1")
    assert asked(kiosk) == {"enrolled": True, "code": None}
    return kiosk


def test_a_kiosk_is_paired_by_the_code_it_shows(town: Town) -> None:
    kiosk, admin = Browser(town, address="192.0.2.50"), administrator(town)
    first = asked(kiosk)
    assert not first["enrolled"]
    assert len(first["code"]) == 6
    assert first == asked(kiosk)
    assert first["code"] in kiosk.get("/touch/hoa-yen").text
    assert take(kiosk).status_code == 401
    assert first["code"] in admin.get("/admin").text

    done = admin.send("/admin/kiosks", code=first["code"], name="Cổng chính", printer="kiosk-1")

    assert done.location == "/admin?done=enrolled"
    assert take(kiosk).status_code == 401  # the page has not asked yet
    answer = kiosk.open("GET", PAIRING)
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("mc_kiosk="))
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert answer.headers["Cache-Control"] == "no-store"
    assert take(kiosk).status_code == 201
    assert "Cổng chính" in kiosk.get("/touch/hoa-yen").text
    assert "Cổng chính" in admin.get("/admin").text


def test_a_code_is_good_for_ten_minutes_and_for_one_browser(town: Town) -> None:
    kiosk, other = Browser(town), Browser(town)
    admin = administrator(town)
    old = asked(kiosk)["code"]
    town.clock.ahead(minutes=10, seconds=1)

    assert admin.send("/admin/kiosks", code=old, name="one", printer="").status_code == 404
    new = asked(kiosk)["code"]
    assert asked(other)["code"] != new
    assert admin.send("/admin/kiosks", code=new, name="one", printer="").status_code == 302
    assert not asked(other)["enrolled"]
    assert asked(kiosk)["enrolled"]
    assert admin.send("/admin/kiosks", code=new, name="two", printer="").status_code == 404


def test_neither_code_nor_secret_nor_token_can_be_read_from_the_tables(town: Town) -> None:
    engine, now = town.running.office.engine, town.clock()
    enrolments = Enrolments(engine, Tokens(engine))
    code, secret = enrolments.ask("hoa-yen", now)
    assert enrolments.claim(secret) is None
    assert enrolments.of_secret(secret, now).code == code

    enrolments.approve(f" {code} ", "one", None, now)

    assert enrolments.claim(secret) == secret
    assert enrolments.waiting(now) == []
    with engine.connect() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM tokens").all())
    assert secret.removeprefix("mc_") not in rows
    with pytest.raises(errors.PairingUnknownError):
        enrolments.approve("000000", "two", None, now)


def test_a_name_that_is_taken_or_unusable_leaves_the_kiosk_waiting(town: Town) -> None:
    paired(town, "one")
    kiosk, admin = Browser(town), Browser(town)
    admin.sign_in("chi", "hoa sen no tren ao lang")
    admin.get("/admin")
    code = asked(kiosk)["code"]

    for name, status in (("one", 409), ("", 400), ("a/b", 400)):
        answer = admin.send("/admin/kiosks", code=code, name=name, printer="")
        assert answer.status_code == status
    unknown = admin.send("/admin/kiosks", code=code, name="two", printer="nowhere")
    assert unknown.status_code == 400
    assert asked(kiosk)["code"] == code


def test_an_unpaired_kiosk_takes_no_more_numbers(town: Town) -> None:
    kiosk, admin = paired(town, "Cổng 1?#%"), Browser(town)
    admin.sign_in("chi", "hoa sen no tren ao lang")
    page = admin.get("/admin").text
    path = "/admin/kiosks/C%E1%BB%95ng%201%3F%23%25"
    assert f'action="{path}/remove"' in page
    assert admin.send(f"{path}/printer", printer="").location == "/admin?done=printer"
    assert admin.send(f"{path}/printer", printer="nowhere").status_code == 400
    assert take(kiosk).status_code == 201

    assert admin.send(f"{path}/remove").location == "/admin?done=removed"

    assert take(kiosk).status_code == 401
    assert not asked(kiosk)["enrolled"]
    assert admin.send(f"{path}/remove").status_code == 404


def test_a_kiosk_serves_its_own_hall_only(town: Town) -> None:
    kiosk = paired(town)
    answer = take(kiosk, "/api/v1/halls/ben-tre/tickets")

    assert (answer.status_code, answer.json["code"]) == (403, "not_enrolled")
    assert not asked(kiosk, "/touch/ben-tre/pairing")["enrolled"]
    assert asked(kiosk)["enrolled"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.test"},
        {"Origin": "null"},
    ],
)
def test_another_site_cannot_make_a_kiosk_take_numbers(town: Town, headers: dict) -> None:
    kiosk = paired(town)
    refused = take(kiosk, **headers)
    assert (refused.status_code, refused.json["code"]) == (403, "csrf")
    assert town.seq() == 0
    assert take(kiosk, **{"Sec-Fetch-Site": "same-origin"}).status_code == 201


def test_a_form_cannot_make_a_kiosk_take_numbers(town: Town) -> None:
    kiosk = paired(town)
    wish = json.dumps({"line": "ho-tich", "tap": str(uuid.uuid4())})
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = kiosk.open(
            "POST",
            TICKETS,
            data=wish,
            content_type=kind,
            headers={"Accept": "application/json"},
        )
        assert answer.status_code in {400, 403}
    assert town.seq() == 0


def test_only_administrators_pair_kiosks(town: Town) -> None:
    kiosk = Browser(town)
    code = asked(kiosk)["code"]
    for name, role in (("officer", "officer"), ("supervisor", "supervisor")):
        password = person(town, name, role)
        browser = Browser(town)
        browser.sign_in(name, password)
        assert browser.get("/admin").status_code == 403
        browser.get("/password")
        assert browser.send("/admin/kiosks", code=code, name="one").status_code == 403
    assert asked(kiosk)["code"] == code
    assert Browser(town).get("/admin").location == "/sign-in?next=/admin"


def test_a_first_password_cannot_pair(town: Town) -> None:
    first = People(town.running.office.engine).add("moi", "admin", town.clock())
    browser = Browser(town)
    browser.sign_in("moi", first)
    assert browser.get("/admin").location == "/password?next=/admin"
    browser.get("/password")
    assert browser.send("/admin/kiosks", code="123456", name="one").status_code == 403


def test_a_kiosk_is_not_staff(town: Town) -> None:
    kiosk = paired(town)
    answer = kiosk.open(
        "POST", f"{HALL}/counters/1/open", json={}, headers={"Accept": "application/json"}
    )
    assert answer.status_code in {401, 403}


def test_codes_and_names_that_no_database_stores_are_unknown(town: Town) -> None:
    admin = administrator(town)
    assert admin.send("/admin/kiosks", code="\0", name="one").status_code == 404
    assert admin.send("/admin/kiosks", code="123456", name="a\0b").status_code == 400
    assert admin.send("/admin/kiosks/%00/remove").status_code == 404
    assert admin.send("/admin/kiosks/a%00b/printer").status_code == 404
