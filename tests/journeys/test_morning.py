"""A visitor's morning in a real Chromium: door, tap, paper, call, wall, phone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.house import (
    LANE,
    House,
    Screens,
    control,
    decoded,
    house,
    link_of,
    newest_paper,
)

pytestmark = [pytest.mark.slow, pytest.mark.browser]
FIGURE = re.compile(r"\d")


@pytest.fixture
def ward(fresh_database: str, tmp_path: Path) -> Iterator[House]:
    """A house on its first morning."""
    with house(tmp_path / "data", MOTCUA_DATABASE_URL=fresh_database) as running:
        yield running


def _at_the_door(screens: Screens, lane: Page, bench: Page, visitor: str, state: str) -> None:
    expect(lane.locator("html[data-state='idle']")).to_be_attached()
    control(bench, LANE, f"bench-visitor-{visitor}")
    expect(lane.locator(f"html[data-state='{state}']")).to_be_attached()
    said = lane.locator("body").inner_text()
    assert screens.say(f"lane-{state}") in said
    assert not FIGURE.search(said), said
    control(bench, LANE, "bench-visitor-leave")


@pytest.mark.parametrize(
    ("language", "fresh_database"),
    [("vi", "sqlite"), ("en", "postgresql")],
    indirect=["fresh_database"],
)
def test_a_visitors_morning(screens: Screens, language: str, tmp_path: Path) -> None:
    screens.language = language
    bench, lane, wall = screens.bench(), screens.lane(), screens.wall()
    _at_the_door(screens, lane, bench, "feverish", "secondary")
    _at_the_door(screens, lane, bench, "normal", "pass")

    touch = screens.touch()
    with newest_paper(bench) as paper:
        number = screens.take(touch)
    assert number == "A001"
    ahead, wait = touch.locator(".fact").all()
    expect(ahead.locator("b")).to_have_text("0")
    expect(ahead).to_contain_text(screens.say("touch-ahead"))
    expect(wait.locator("b")).to_have_text(FIGURE)
    expect(touch.locator(".print")).to_contain_text(screens.say("touch-print-printed"))
    link = screens.house.url + link_of(touch)
    assert decoded(paper, tmp_path) == link

    phone = screens.open(link_of(touch), "phone")
    expect(phone.locator("#main")).to_contain_text(screens.say("phone-ahead", n=0))
    desk = screens.desk("1")
    expect(desk.locator("#aside .rows .number")).to_have_text(number)
    desk.keyboard.press("Space")
    expect(wall.locator("#call .number")).to_have_text(number)
    expect(wall.locator("#call .go")).to_have_text(screens.say("wall-go", counter="1"))
    expect(phone.locator(".called")).to_contain_text(screens.say("phone-called", counter="1"))
    expect(desk.locator(".visitor.called .number")).to_have_text(number)

    desk.keyboard.press("Enter")
    expect(desk.locator("#main h2").first).to_have_text(screens.say("desk-nobody"))
    expect(phone.locator(".news")).to_contain_text(screens.say("phone-done"))
