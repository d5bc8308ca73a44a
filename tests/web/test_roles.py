"""Who may do what, as a table: every call of the API for every role, and for nobody."""

import uuid

import pytest

from tests.web.offices import API, HALL, ROLES, Town

EVERYBODY = {None, *ROLES}
LADDER = ("helper", "officer", "supervisor", "admin")


def up_from(role: str) -> set[str | None]:
    return set(LADDER[LADDER.index(role) :])


TICKET = f"{API}/tickets/{'a' * 20}"
COUNTER = f"{HALL}/counters/1"
JOB = f"{HALL}/jobs/{'b' * 20}"
VERBS = ("hold", "release", "drop", "move", "came-out", "not-out")
KEYS = (
    "call recall begin finish no-show hold resume transfer open close".split()  # noqa: SIM905
)
ALLOWED: list[tuple[str, str, set[str | None]]] = [
    ("GET", f"{API}/halls", EVERYBODY),
    ("GET", HALL, EVERYBODY),
    ("GET", f"{HALL}/board", EVERYBODY),
    ("GET", TICKET, EVERYBODY),
    ("DELETE", TICKET, EVERYBODY),
    ("POST", f"{HALL}/tickets", {"kiosk"} | up_from("helper")),
    ("GET", COUNTER, up_from("officer")),
    *(("POST", f"{COUNTER}/{key}", up_from("officer")) for key in KEYS),
    ("GET", f"{HALL}/journal", up_from("supervisor")),
    ("GET", f"{API}/printers", up_from("officer")),
    ("GET", f"{HALL}/jobs", up_from("helper")),
    *(("POST", f"{JOB}/{verb}", up_from("officer")) for verb in VERBS),
    ("POST", f"{HALL}/tickets/{'a' * 20}/copies", up_from("helper")),
    ("POST", f"{API}/printers/kiosk-1/new-roll", up_from("officer")),
    ("POST", f"{HALL}/refusals", (*up_from("helper"), "kiosk")),
    ("GET", f"{HALL}/rolls", up_from("officer")),
    ("POST", f"{HALL}/rolls", up_from("supervisor")),
    ("POST", f"{HALL}/rolls/enter", up_from("officer")),
    ("POST", f"{HALL}/rolls/void", up_from("supervisor")),
    ("GET", f"{API}/lanes/cua-chinh", EVERYBODY),
    ("GET", f"{API}/lanes/cua-chinh/reading", up_from("helper")),
]


@pytest.mark.parametrize("role", [None, *ROLES], ids=str)
def test_who_may_do_what(town: Town, role: str | None) -> None:
    somebody = town.who(role)
    for method, path, allowed in ALLOWED:
        wish = {"line": "ho-tich", "tap": str(uuid.uuid4())}
        answer = somebody.ask(method, path, wish if path.endswith("/tickets") else None)
        if role in allowed:
            assert answer.status not in {401, 403}, (method, path, answer.body)
        elif role is None:
            assert (answer.status, answer.code) == (401, "not_signed_in"), (method, path)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        else:
            assert (answer.status, answer.code) == (403, "wrong_role"), (method, path)


def test_who_may_not_changes_nothing(town: Town) -> None:
    for role in (None, "agent", "kiosk", "helper"):
        somebody = town.who(role)
        for key in KEYS:
            assert somebody.press("1", key).status in {401, 403}
    assert town.seq() == 0


def test_the_table_has_every_call_that_is_documented(town: Town) -> None:
    document = town.who().get("/api/openapi.json").body
    places = {"hall": "hoa-yen", "counter": "1", "ticket": "a" * 20, "lane": "cua-chinh"}
    places |= {"job": "b" * 20, "printer": "kiosk-1"}
    documented = {
        (method.upper(), path.format(**places))
        for path, methods in document["paths"].items()
        for method in methods
        if method != "parameters"
    }

    assert {(method, path) for method, path, _ in ALLOWED} == documented


@pytest.mark.parametrize(
    "header",
    ["Bearer mc_nobody", "Bearer", "Bearer ", "Basic bmE6bmE=", "Bearer mc_é", "x" * 5000],
)
def test_a_token_that_nobody_has_is_nobody(town: Town, header: str) -> None:
    answer = town.who().ask("GET", f"{API}/printers", headers={"Authorization": header})

    assert (answer.status, answer.code) == (401, "not_signed_in")


def test_a_token_that_is_wrong_does_not_fall_back_on_this_pc(town: Town) -> None:
    here = town.who(address="127.0.0.1")
    here.headers["Authorization"] = "Bearer mc_nobody"

    assert here.take().status == 401
