"""What nobody should send: refused in words, nothing changed, never a failure of the server."""

import json
import uuid
from typing import Any

import pytest

from tests.web.offices import API, HALL, TICKETS, Asker, Town

TAP = str(uuid.UUID(int=7))
GOOD = {"line": "ho-tich", "tap": TAP}

WRONG_WISHES: dict[str, Any] = {
    "no tap": {"line": "ho-tich"},
    "no line": {"tap": TAP},
    "tap is no uuid": GOOD | {"tap": "1"},
    "tap is null": GOOD | {"tap": None},
    "tap is a number": GOOD | {"tap": 7},
    "line is null": GOOD | {"line": None},
    "line is a list": GOOD | {"line": ["ho-tich"]},
    "line has capitals": GOOD | {"line": "Ho-Tich"},
    "line is long": GOOD | {"line": "a" * 5000},
    "line has a NUL": GOOD | {"line": "ho\0tich"},
    "line is half a letter": GOOD | {"line": "\ud800"},
    "priority is empty": GOOD | {"priority": ""},
    "priority is a number": GOOD | {"priority": 1},
    "language is unknown": GOOD | {"language": "fr"},
    "one field more": GOOD | {"lines": 1},
    "a list": [GOOD],
    "a text": "ho-tich",
    "null": None,
}


@pytest.mark.parametrize("wish", WRONG_WISHES.values(), ids=WRONG_WISHES)
def test_a_wish_that_is_none(town: Town, wish: Any) -> None:
    answer = town.who("kiosk").ask(
        "POST", TICKETS, data=json.dumps(wish), content_type="application/json"
    )

    assert (answer.status, answer.code) == (400, "invalid_input")
    assert answer.body["facts"]["field"]
    assert town.seq() == 0


WORDS = {400: "invalid_input", 413: "too_large", 415: "unsupported_media_type"}
RAW: dict[str, tuple[bytes, str, int]] = {
    "nothing": (b"", "application/json", 400),
    "half": (b'{"line": "ho-tich', "application/json", 400),
    "not UTF-8": (b'{"line": "\xff\xfe"}', "application/json", 400),
    "UTF-16": (json.dumps(GOOD).encode("utf-16"), "application/json", 400),
    "deep": (b"[" * 30_000, "application/json", 400),
    "endless number": (b'{"line": 1' + b"0" * 30_000 + b"}", "application/json", 400),
    "not a number": (b'{"line": NaN}', "application/json", 400),
    "a form": (b"line=ho-tich", "application/x-www-form-urlencoded", 415),
    "JSON that says it is text": (json.dumps(GOOD).encode(), "text/plain", 415),
    "JSON without a name": (json.dumps(GOOD).encode(), "", 415),
    "a strange content type": (json.dumps(GOOD).encode(), "application/json\x80;;=", 415),
    "too much": (b" " * 70_000 + b"{}", "application/json", 413),
}


@pytest.mark.parametrize(("body", "kind", "status"), RAW.values(), ids=RAW)
def test_bytes_that_are_no_wish(town: Town, body: bytes, kind: str, status: int) -> None:
    kiosk = town.who("kiosk")

    answer = kiosk.ask("POST", TICKETS, data=body, content_type=kind or None)

    assert (answer.status, answer.code) == (status, WORDS[status])
    assert town.seq() == 0


PRESSES: list[tuple[str, Any]] = [
    ("call", {"tap": "now"}),
    ("call", {"tap": 5}),
    ("call", {"counter": "1"}),
    ("recall", {"again": True}),
    ("recall", []),
    ("hold", {"reason": "x" * 201}),
    ("hold", {"reason": "a\0b"}),
    ("hold", {"reason": "\ud83d"}),
    ("hold", {"reason": 5}),
    ("hold", {"reason": None}),
    ("resume", {"ticket": "A001"}),
    ("resume", {"ticket": "a" * 5000}),
    ("transfer", {}),
    ("transfer", {"line": "Ho Tich"}),
    ("transfer", {"counter": "\0"}),
    ("open", {"lines": []}),
    ("close", "now"),
]


@pytest.mark.parametrize(("key", "body"), PRESSES)
def test_a_key_with_something_odd(town: Town, key: str, body: Any) -> None:
    officer = town.who("officer")
    town.who("kiosk").take()
    officer.press("1", "open")
    officer.press("1", "call")
    seq = town.seq()

    answer = officer.press("1", key, body)

    assert (answer.status, answer.code) == (400, "invalid_input")
    assert town.seq() == seq


def test_a_note_may_have_any_letters(town: Town) -> None:
    officer, note = town.who("officer"), 'Đi phô tô "căn cước" 🪪 \\ <b>'
    town.who("kiosk").take()
    for key, body in (("open", None), ("call", None), ("hold", {"reason": note})):
        assert officer.press("1", key, body).status == 200

    assert officer.get(f"{HALL}/counters/1").body["held"][0]["note"] == note


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/nothing",
        "/api/nothing",
        f"{API}/halls/%00",
        f"{API}/halls/" + "a" * 4000,
        f"{API}/halls/%ff",
        f"{API}/halls/%ed%a0%80/board",
        f"{API}/lanes/%00",
        f"{HALL}/counters",
        f"{API}/halls/../../../etc/passwd",
        f"{API}/halls/hoa-yen/",
    ],
)
def test_addresses_that_lead_nowhere(town: Town, path: str) -> None:
    answer = town.who("admin").get(path)

    assert answer.status == 404
    assert answer.code.endswith(("unknown", "not_found"))


@pytest.mark.parametrize("counter", ["%00", "a" * 4000, "%ff", "1%0a", " 1"])
def test_counters_that_lead_nowhere(town: Town, counter: str) -> None:
    officer = town.who("officer")

    for answer in (officer.get(f"{HALL}/counters/{counter}"), officer.press(counter, "open")):
        assert (answer.status, answer.code) == (404, "counter_unknown")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "PROPFIND", "ABRACADABRA"])
def test_methods_that_are_not_there(town: Town, method: str) -> None:
    answer = town.who("admin").ask(method, TICKETS)

    assert (answer.status, answer.code) == (405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]


def test_a_refusal_tells_no_secrets(town: Town) -> None:
    kiosk: Asker = town.who("kiosk")
    answer = kiosk.ask("POST", TICKETS, {"line": "mc_secret" * 50, "tap": TAP})

    assert "Traceback" not in str(answer.body)
    assert "mc_secret" not in str(answer.body)
