"""A ward's house as a newcomer has it: ``motcua run`` with the demo preset, and its screens."""

import base64
import json
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from config.paths import preset_text
from kiosk.web.texts import text
from tests.running import Running, product
from tests.servers import free_port

HALL = "hoa-yen"
LANE = "cua-chinh"
LINE = "ho-tich"
PASSWORD = "mot cua phuong hoa yen"
SIZES = {"touch": (1080, 1920), "wall": (1920, 1080), "desk": (1366, 768), "phone": (390, 844)}
SECONDS = 20_000
"""How long a page may take to show something, in ms; a slow machine with two workers."""

expect.set_options(timeout=SECONDS)


@dataclass
class House:
    """The server with its agent, killed and started again on the same port and data."""

    data: Path
    port: int
    server: Running
    _end: ExitStack
    environ: dict[str, str] = field(default_factory=dict)
    signed_in: list[Any] = field(default_factory=list)
    """The cookies of who signed in at the first desk."""

    @property
    def url(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> float:
        """Kill the server's process without a word; return when, by the monotonic clock."""
        self.server.process.send_signal(signal.SIGKILL)
        self.server.process.wait()
        return time.monotonic()

    def start(self) -> None:
        """Start it again on what is on the disk."""
        self.server = self._end.enter_context(_run(self.data, self.port, **self.environ))

    def first_password(self) -> str:
        """Return the administrator's one-time password as ``run`` printed it."""
        said = (self.data / f"server-{self.port}.log").read_text("utf-8", errors="replace")
        return re.search(r"one-time password (\S+)", said)[1]

    def waiting(self, line: str) -> int:
        """Return how many wait in a line, as anyone may ask."""
        with urllib.request.urlopen(f"{self.url}/api/v1/halls/{HALL}", timeout=30) as answer:  # noqa: S310  # loopback
            lines = json.loads(answer.read())["lines"]
        return next(one["waiting"] for one in lines if one["line"] == line)


@contextmanager
def _run(
    data: Path, port: int, command: str = "run", *, preset: str = "", **environ: str
) -> Iterator[Running]:
    with product(
        data, preset or preset_text("demo"), command=command, port=port, **environ
    ) as server:
        yield server


@contextmanager
def house(data: Path, preset: str = "", **environ: str) -> Iterator[House]:
    """Run the product on a port and data of its own, as the demo unless a preset is given."""
    port = free_port()
    with ExitStack() as end:
        server = end.enter_context(_run(data, port, preset=preset, **environ))
        yield House(data, port, server, end, environ)


@contextmanager
def beside(data: Path) -> Iterator[Running]:
    """Serve the same data on another port, so that something happens that no page sees."""
    with _run(data, free_port(), "serve") as server:
        yield server


@dataclass
class Screens:
    """The pages of one house in one browser, each a device of its own."""

    browser: Browser
    house: House
    language: str = "vi"
    complaints: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def close(self) -> None:
        """Close every page."""
        for context in self._contexts:
            context.close()

    def open(self, path: str, device: str = "desk", **options: Any) -> Page:
        """Open a page on a device of its own; its scripts' errors are collected."""
        width, height = SIZES[device]
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=device in {"touch", "phone"},
            reduced_motion="reduce",  # drawn without a graphics card, motion is what costs most
            **options,
        )
        self._contexts.append(context)
        context.set_default_timeout(SECONDS)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{path}: {error}"))
        page.on("console", lambda said: self._heard(path, said))
        with_language = f"{'&' if '?' in path else '?'}lang={self.language}"
        page.goto(self.house.url + path + with_language)
        return page

    def _heard(self, path: str, said: Any) -> None:
        lost = ("Failed to load resource", "WebSocket", "net::ERR")
        if said.type == "error" and not any(word in said.text for word in lost):
            self.complaints.append(f"{path}: {said.text}")

    def say(self, key: str, **facts: Any) -> str:
        """Return a text in the language of these screens."""
        return text(key, self.language, **facts)

    def touch(self) -> Page:
        """Open the touchscreen with its start."""
        page = self.open(f"/touch/{HALL}", "touch")
        expect(page.locator(f"#line-{LINE}")).to_be_visible()
        return page

    def wall(self) -> Page:
        """Open the wall."""
        page = self.open(f"/wall/{HALL}", "wall")
        expect(page.locator("#call")).not_to_be_empty()
        return page

    def bench(self) -> Page:
        """Open the demo's bench, with its devices working."""
        page = self.open(f"/bench/{HALL}")
        expect(page.locator(".device .pill.ok")).to_have_count(3)
        return page

    def lane(self) -> Page:
        """Open the screen at the entrance."""
        page = self.open(f"/lane/{LANE}", "phone")
        expect(page.locator(".sentence")).to_be_visible()
        return page

    def desk(self, counter: str) -> Page:
        """Sit down at a counter and open it; the first one to do so signs in for all."""
        page = self.open("/desk", storage_state={"cookies": self.house.signed_in})
        if not self.house.signed_in:
            self._sign_in(page)
        expect(page.locator(".counter-card")).to_have_count(9)
        page.keyboard.press(counter)
        expect(page.locator("#states .pill.shut")).to_be_visible()
        page.keyboard.press("o")
        expect(page.locator("#states .pill.open")).to_be_visible()
        return page

    def _sign_in(self, page: Page) -> None:
        """Enter as the administrator with the one-time password, and choose another."""
        first = self.house.first_password()
        page.fill("#name", "admin")
        page.fill("#password", first)
        page.click("button.strong")
        page.fill("#old", first)
        page.fill("#new", PASSWORD)
        page.fill("#again", PASSWORD)
        page.click("button.strong")
        expect(page.locator(".counter-card").first).to_be_visible()
        self.house.signed_in = page.context.cookies()

    def take(self, touch: Page, line: str = LINE) -> str:
        """Tap a line's box; return the number on the screen."""
        touch.locator(f"#line-{line}").tap()
        return number_on(touch)


def number_on(touch: Page) -> str:
    """Return the number that the touchscreen shows."""
    number = touch.locator(".given .number")
    expect(number).to_be_visible()
    return number.inner_text()


def control(bench: Page, owner: str, key: str) -> None:
    """Press a key of the bench and see that the device was told."""
    with bench.expect_response("**/control") as told:
        bench.click(f"[id='{owner}-{key}']")
    assert told.value.json()["ok"]


def link_of(touch: Page) -> str:
    """Return the path of the ticket's page, from the code that the touchscreen shows."""
    source = touch.locator(".follow img").get_attribute("src")
    return source.removesuffix("/qr.svg")


class Paper:
    """The newest ticket that came out of a printer, as the bench draws it from the bytes."""

    def __init__(self, bench: Page) -> None:
        self._picture = bench.locator("#tickets figure:not(.void) img").first
        self._before = self._source()

    def _source(self) -> str:
        return self._picture.get_attribute("src") if self._picture.count() else ""

    def is_new(self) -> bool:
        """Tell whether a ticket has come out since."""
        return self._source() != self._before

    def png(self) -> bytes:
        """Return the picture."""
        return base64.b64decode(self._source().split(",", 1)[1])

    def wait(self) -> None:
        """Wait for the next ticket."""
        expect(self._picture).to_be_visible()
        expect(self._picture).not_to_have_attribute("src", self._before)


@contextmanager
def newest_paper(bench: Page) -> Iterator[Paper]:
    """Wait at the end for the ticket that what is done meanwhile brings."""
    paper = Paper(bench)
    yield paper
    paper.wait()


def decoded(paper: Paper, folder: Path) -> str:
    """Return what the QR code in a printed ticket says."""
    file = folder / "ticket.png"
    file.write_bytes(paper.png())
    done = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.strip()
