"""The touchscreen as visitors treat it: two taps, a lost answer, walking away.

The house is shared, so each test compares with what was there before.
"""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.house import HALL, LINE, House, Screens, number_on

pytestmark = [pytest.mark.slow, pytest.mark.browser]
LAST_LINE = "tiep-dan"
CENTRE = """id => {
    const { x, y, width, height } = document.getElementById(id).getBoundingClientRect();
    return [x + width / 2, y + height / 2];
}"""
"""In one go, because the screen is drawn anew whenever the hall changes."""


def _tap_twice(touch: Page, line: str) -> str:
    spot = touch.evaluate(CENTRE, f"line-{line}")
    for _ in range(2):
        touch.touchscreen.tap(*spot)
    return number_on(touch)


def _following(number: str) -> str:
    return f"{number[0]}{int(number[1:]) + 1:03}"


@pytest.mark.parametrize("line", [LINE, LAST_LINE])
def test_a_double_tap_gives_one_number(screens: Screens, ward: House, line: str) -> None:
    touch, before = screens.touch(), ward.waiting(line)
    number = _tap_twice(touch, line)
    assert ward.waiting(line) == before + 1
    touch.locator("#done").tap()
    assert screens.take(touch, line) == _following(number)


def test_two_clicks_in_one_turn_give_one_number(screens: Screens, ward: House) -> None:
    touch, before = screens.touch(), ward.waiting(LINE)
    touch.locator(f"#line-{LINE}").evaluate("key => { key.click(); key.click(); }")
    number_on(touch)
    assert ward.waiting(LINE) == before + 1


def test_a_key_drawn_anew_under_the_mouse_is_pressed_once(screens: Screens, ward: House) -> None:
    touch, before = screens.touch(), ward.waiting(LINE)
    key = touch.locator(f"#line-{LINE}").element_handle()
    touch.mouse.move(*touch.evaluate(CENTRE, f"line-{LINE}"))
    touch.mouse.down()
    elsewhere = screens.touch()
    screens.take(elsewhere, LAST_LINE)
    touch.wait_for_function("key => !key.isConnected", arg=key)
    touch.mouse.up()
    number_on(touch)
    assert ward.waiting(LINE) == before + 1


def test_a_lost_answer_ends_with_the_same_number(screens: Screens, ward: House) -> None:
    touch, before = screens.touch(), ward.waiting(LINE)
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        answer = route.fetch()
        if lost:
            route.fulfill(response=answer)
            return
        lost.append(answer.json()["number"])
        route.abort("connectionreset")

    touch.route(f"**/api/v1/halls/{HALL}/tickets", lose_the_first)
    assert lost == [screens.take(touch)]
    assert ward.waiting(LINE) == before + 1


def test_a_reload_before_the_answer_keeps_the_number(screens: Screens, ward: House) -> None:
    touch, before, given = screens.touch(), ward.waiting(LINE), []

    def lose(route: Route) -> None:
        given.append(route.fetch().json()["number"])
        route.abort()

    touch.route(f"**/api/v1/halls/{HALL}/tickets", lose)
    touch.locator(f"#line-{LINE}").tap()
    expect(touch.locator("#main.taking")).to_contain_text(screens.say("touch-taking-lost"))
    touch.unroute_all(behavior="ignoreErrors")
    touch.reload()
    assert {number_on(touch)} == set(given)
    assert ward.waiting(LINE) == before + 1


def test_nobody_there_brings_the_start_back(screens: Screens) -> None:
    touch = screens.touch()
    touch.clock.install()
    touch.reload()
    touch.locator("#priority").tap()
    expect(touch.locator("#main.priority")).to_be_visible()
    touch.clock.fast_forward(61_000)
    expect(touch.locator("#warning")).to_contain_text(screens.say("touch-idle-title"))
    touch.clock.fast_forward(21_000)
    expect(touch.locator("#main.start")).to_be_visible()
    screens.take(touch)
    touch.clock.fast_forward(31_000)
    expect(touch.locator("#main.start")).to_be_visible()
    expect(touch.locator(".given")).to_have_count(0)
