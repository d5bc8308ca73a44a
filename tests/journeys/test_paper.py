"""A printer that fails: another one prints, and the touchscreen and the desk say so."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from config.paths import preset_text
from tests.journeys.house import House, Screens, control, house

pytestmark = [pytest.mark.slow, pytest.mark.browser]
FIRST = """name = "kiosk-1"
model = "simulated"
paper = 80
"""
PLACES = (
    FIRST + 'fallback = "kiosk-2"\n',
    'name = "kiosk-2"\nmodel = "simulated"\npaper = 80\nplace = "Bàn hướng dẫn"\n',
)


@pytest.fixture(scope="module")
def two_printers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    preset = preset_text("demo").replace(FIRST, PLACES[0])
    preset = preset.replace(FIRST.replace("kiosk-1", "kiosk-2"), PLACES[1])
    assert "fallback" in preset
    with house(tmp_path_factory.mktemp("printers"), preset) as running:
        yield running


@pytest.fixture
def screens(chromium: Browser, two_printers: House) -> Iterator[Screens]:
    opened = Screens(chromium, two_printers)
    yield opened
    opened.close()
    assert opened.complaints == []


def picture(page: Page, name: str) -> None:
    """Keep a picture for who asked for it with JOURNEY_PICTURES."""
    if folder := os.environ.get("JOURNEY_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_a_slip_comes_out_of_the_other_printer_and_everybody_says_so(screens: Screens) -> None:
    bench, desk, touch = screens.bench(), screens.desk("7"), screens.touch()

    control(bench, "kiosk-1", "bench-paper-out")
    told = desk.locator("#aside .need.printer.fault")
    expect(told).to_contain_text(screens.say("device-paper-out"))
    number = screens.take(touch)

    note = touch.locator(".print.away-from-here")
    expect(note).to_contain_text("Bàn hướng dẫn")
    expect(note).to_contain_text(
        screens.say("touch-print-moved-out", place="Bàn hướng dẫn"), timeout=20_000
    )
    picture(touch, "moved")
    picture(desk, "desk")

    # Both are out of paper: the slip waits, and an officer holds it and lets it go again.
    touch.locator("#done").tap()
    control(bench, "kiosk-2", "bench-paper-out")
    expect(told).to_have_count(2)
    waits = screens.take(touch)
    expect(touch.locator(".print.not")).to_be_visible()
    picture(touch, "late")
    desk.keyboard.press("p")
    row = desk.locator("#jobs .job", has_text=waits)
    expect(row).to_be_visible()
    row.locator("button", has_text=screens.say("print-hold")).click()
    expect(row).to_contain_text(screens.say("print-state-held"))
    picture(desk, "held")
    control(bench, "kiosk-2", "bench-paper-ok")
    control(bench, "kiosk-1", "bench-paper-ok")
    row.locator("button", has_text=screens.say("print-release")).click()
    expect(row).to_have_count(0)
    expect(touch.locator(".print")).to_contain_text(screens.say("touch-print-printed"))

    # Once more, marked as a copy.
    desk.fill("#copy-number", number)
    desk.press("#copy-number", "Enter")
    expect(desk.locator("#hint.done")).to_contain_text(number)
    picture(desk, "copy")
    expect(told).to_have_count(0)
