"""Devices that fail: the number comes all the same, and the right people are told."""

import time

import pytest
from playwright.sync_api import expect

from tests.journeys.house import LANE, Screens, control, newest_paper

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PRINTER, LINE = "kiosk-1", "cu-tru"


def test_the_number_comes_without_paper_and_the_paper_later(screens: Screens) -> None:
    bench, desk, touch = screens.bench(), screens.desk("7"), screens.touch()
    with newest_paper(bench):
        start = time.monotonic()
        screens.take(touch, LINE)
        usual = time.monotonic() - start
    touch.locator("#done").tap()

    control(bench, PRINTER, "bench-paper-out")
    told = desk.locator("#aside .need.fault")
    expect(told).to_contain_text(screens.say("device-paper-out"))
    expect(told).to_contain_text(screens.say("device-kind-printer", name=PRINTER))

    with newest_paper(bench) as paper:
        start = time.monotonic()
        screens.take(touch, LINE)
        assert time.monotonic() - start < usual + 2
        note = touch.locator(".print.not")
        expect(note).to_contain_text(screens.say("touch-print-remember"))
        assert not paper.is_new()
        control(bench, PRINTER, "bench-paper-ok")
    expect(touch.locator(".print")).to_contain_text(screens.say("touch-print-printed"))
    expect(told).to_have_count(0)
    expect(bench.locator(".device .pill.ok")).to_have_count(3)


def test_a_silent_thermometer_sends_visitors_to_a_person(screens: Screens) -> None:
    bench, desk, lane = screens.bench(), screens.desk("8"), screens.lane()
    expect(lane.locator("html[data-state='idle']")).to_be_attached()

    control(bench, LANE, "bench-silence")
    expect(lane.locator("html[data-state='fault'] .sentence")).to_have_text(
        screens.say("lane-fault")
    )
    told = desk.locator("#aside .need.fault")
    expect(told).to_contain_text(screens.say("device-kind-thermometer", name=LANE))
    expect(told).to_contain_text(screens.say("device-silent"))

    control(bench, LANE, "bench-resume")
    expect(lane.locator("html[data-state='idle'] .sentence")).to_have_text(screens.say("lane-idle"))
    expect(told).to_have_count(0)
