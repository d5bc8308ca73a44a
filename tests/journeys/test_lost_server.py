"""The server dies and comes back: screens say so, keep what they know, and heal by themselves."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.house import HALL, House, Screens, beside, house, link_of
from tests.running import new_token, post

pytestmark = [pytest.mark.slow, pytest.mark.browser]
NOTICED = 5.0
SLOW = 3.0
"""What a machine that runs much else at once may need on top, in seconds."""


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[House]:
    """A house of its own, to be killed."""
    with house(tmp_path / "data") as running:
        yield running


def _missed_call(ward: House) -> str:
    """Call at counter 1 while no page is connected; return the number."""
    token = new_token(ward.data, "officer")
    with beside(ward.data) as server:
        url = f"{server.url}/api/v1/halls/{HALL}/counters/1/call"
        return post(url, {}, token)["ticket"]["number"]


def test_a_killed_server_is_told_and_what_was_missed_is_shown(
    screens: Screens, ward: House
) -> None:
    touch, wall, lane = screens.touch(), screens.wall(), screens.lane()
    desk = screens.desk("1")
    first = screens.take(touch)
    touch.locator("#done").tap()
    second = screens.take(touch)
    phone = screens.open(link_of(touch), "phone")
    touch.locator("#done").tap()
    desk.keyboard.press("Space")
    expect(wall.locator("#call .number")).to_have_text(first)
    expect(phone.locator("#main")).to_contain_text(screens.say("phone-ahead", n=0))
    expect(desk.locator(".visitor.called .number")).to_have_text(first)
    expect(lane.locator("html[data-state='idle']")).to_be_attached()

    lost_since = screens.say("lost-since", time="").strip()
    said = {page: page.locator("#lost:not(.healed)") for page in (wall, desk, phone, lane)}
    said[touch] = touch.locator("#main.cut")
    killed = ward.kill()
    for page, words in said.items():
        expect(words, page.url).to_contain_text(lost_since)
    assert time.monotonic() - killed < NOTICED + SLOW
    expect(wall.locator("#call .number")).to_have_text(first)
    expect(desk.locator(".visitor .number")).to_have_text(first)
    expect(phone.locator(".number")).to_have_text(second)
    # What a lane showed last was about somebody else: without a server a person takes over.
    expect(lane.locator(".sentence")).to_have_text(screens.say("lane-fault"))

    assert _missed_call(ward) == second
    ward.start()
    expect(wall.locator("#call .number")).to_have_text(second)
    expect(wall.locator("#last .number")).to_have_text(first)
    expect(desk.locator(".visitor.called .number")).to_have_text(second)
    expect(phone.locator(".called")).to_contain_text(screens.say("phone-called", counter="1"))
    expect(lane.locator("html[data-state='idle']")).to_be_attached()
    for page in (wall, desk, phone, lane):
        expect(page.locator("#lost")).to_be_hidden()
    expect(touch.locator("#main.start")).to_be_visible()
    assert screens.take(touch) == "A003"
