"""The pages as a browser gets them: both languages, nothing inline, safe headers."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask

from kiosk.web import headers as security
from tests.web.offices import PUBLIC, Answer, Town

PAGES = ("/", "/touch/hoa-yen", "/wall/hoa-yen", "/lane/cua-chinh", "/sign-in")


class Reader(HTMLParser):
    """Finds the data block and whatever a strict policy would not let run."""

    def __init__(self) -> None:
        super().__init__()
        self.language, self.data, self.inline, self.links = "", "", [], []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "html":
            self.language = found.get("lang") or ""
        if tag == "style":
            self.inline.append("<style>")
        if tag == "script":
            self._inside = "data" if found.get("id") == "page" else "script"
        self.inline += [name for name in found if name == "style" or name.startswith("on")]
        self.links += [found[name] for name in ("src", "href") if found.get(name)]

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "data":
            self.data += data
        elif self._inside == "script" and data.strip():
            self.inline.append(data)


def read(answer: Answer, status: int = 200) -> tuple[Reader, dict[str, Any]]:
    assert (answer.status, answer.kind) == (status, "text/html"), answer.body[:300]
    reader = Reader()
    reader.feed(answer.body.decode())
    return reader, json.loads(reader.data)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_its_language_its_data_and_nothing_inline(
    town: Town, path: str, language: str
) -> None:
    reader, page = read(town.who().get(f"{path}?lang={language}"))

    assert reader.language == language
    assert page["language"] == language
    assert {"page", "language", "languages", "texts", "now", "zone", "demo", "csrf"} <= set(page)
    assert page["texts"][language]
    assert reader.inline == []
    assert not [link for link in reader.links if re.match(r"(?:\w+:)?//", link)]


@pytest.mark.parametrize("path", PAGES)
def test_what_a_page_asks_for_is_there(town: Town, path: str) -> None:
    browser = town.who()
    reader, _ = read(browser.get(path))
    files = [link for link in reader.links if re.match(r"/(?:display-)?static/", link)]

    assert files
    for file in files:
        answer = browser.get(file.split("#")[0])
        assert answer.status == 200, file
        assert "max-age" in answer.headers["Cache-Control"]


def test_a_language_once_chosen_stays(town: Town) -> None:
    browser = town.who()
    browser.get("/?lang=en")

    assert read(browser.get("/"))[0].language == "en"


@pytest.mark.parametrize("path", [*PAGES, "/nowhere", "/api/v1/halls", "/health/live"])
def test_headers_that_keep_a_browser_safe(town: Town, path: str) -> None:
    headers = town.who().get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in {"no-referrer", "same-origin"}
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Strict-Transport-Security" not in headers


def test_who_came_by_https_comes_by_https_again() -> None:
    app = Flask("any")
    security.register(app, https=True)

    headers = app.test_client().get("/nowhere").headers
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_visitors_phone(town: Town) -> None:
    ticket = town.who("kiosk").take().body
    phone = town.who()

    _, page = read(phone.get(ticket["link"].removeprefix(PUBLIC)))
    code = phone.get(f"/t/{ticket['id']}/qr.svg")

    assert page["ticket"]["number"] == "A001"
    assert (code.status, code.kind) == (200, "image/svg+xml")
    assert b"viewBox" in code.body


@pytest.mark.parametrize("name", ["a" * 20, "x", "%00", "a%00b", "%ff", "ế" * 20, "a" * 4000])
@pytest.mark.parametrize("file", ["", "/qr.svg"])
def test_a_phone_with_an_id_that_nobody_has(town: Town, name: str, file: str) -> None:
    answer = town.who().get(f"/t/{name}{file}", headers={"Accept": "text/html"})

    read(answer, 404)


@pytest.mark.parametrize(
    "path", ["/nowhere", "/touch/nowhere", "/wall/%00", "/lane/nowhere", "/static/../app.py"]
)
def test_addresses_that_lead_nowhere_have_a_page_too(town: Town, path: str) -> None:
    reader, page = read(town.who().get(path, headers={"Accept": "text/html"}), 404)

    assert reader.inline == []
    assert page["language"] == "vi"


@pytest.mark.parametrize("path", ["/desk", "/admin"])
def test_who_is_not_signed_in_is_asked_to(town: Town, path: str) -> None:
    answer = town.who().get(path, headers={"Accept": "text/html"})

    assert answer.status == 302
    assert answer.headers["Location"].startswith("/sign-in?next=")


def test_the_bench_is_for_the_demo_only(town: Town) -> None:
    assert town.who().get("/bench/hoa-yen").status == 404


def test_a_wall_knows_no_ticket_id(town: Town) -> None:
    ticket, officer = town.who("kiosk").take().body, town.who("officer")
    officer.press("1", "open")
    officer.press("1", "call")

    answer = town.who().get("/wall/hoa-yen")

    assert ticket["number"].encode() in answer.body
    assert ticket["id"].encode() not in answer.body


def test_the_server_tells_whether_it_lives_and_can_work(town: Town) -> None:
    anybody = town.who()

    assert anybody.get("/health/live").status == 200
    assert anybody.get("/health/ready").status == 200


def test_figures_for_prometheus(town: Town) -> None:
    ticket = town.who("kiosk").take().body

    answer = town.who().get("/metrics")

    assert (answer.status, answer.kind) == (200, "text/plain")
    assert 'motcua_waiting{hall="hoa-yen",line="ho-tich"} 1.0' in answer.body.decode()
    assert 'motcua_requests_total{call="api.take_ticket",status="201"}' in answer.body.decode()
    assert 'motcua_request_seconds_bucket{call="api.take_ticket"' in answer.body.decode()
    assert ticket["id"] not in answer.body.decode()


@pytest.mark.parametrize("path", ["/wall/hoa-yen", "/api/openapi.json", "/static/css/touch.css"])
def test_text_is_sent_packed_to_browsers_that_can_unpack(town: Town, path: str) -> None:
    browser = town.who()
    plain, packed = browser.get(path), browser.get(path, headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 2


def test_a_packed_file_is_not_sent_twice(town: Town) -> None:
    browser, file = town.who(), "/static/css/touch.css"
    tag = browser.get(file, headers={"Accept-Encoding": "gzip"}).headers["ETag"]

    again = browser.get(file, headers={"Accept-Encoding": "gzip", "If-None-Match": tag})

    assert (again.status, again.body) == (304, b"")


def test_pages_with_a_csrf_token_are_not_packed(town: Town) -> None:
    browser = town.who()
    for _ in range(2):
        answer = browser.get("/sign-in", headers={"Accept-Encoding": "gzip"})
    reader = Reader()

    assert "Content-Encoding" not in answer.headers
    reader.feed(answer.body.decode())
    assert json.loads(reader.data)["csrf"]
