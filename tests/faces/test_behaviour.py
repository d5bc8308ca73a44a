"""Pages as a person uses them: keys, calls that come live, a server that goes away and is back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.faces import hall, states_desk, states_touch, states_wall
from tests.faces.gallery import shown
from tests.faces.stage import Stage, State

pytestmark = pytest.mark.slow
Open = Callable[..., Any]


def _state(states: tuple[State, ...], name: str, **changed: Any) -> State:
    return replace(next(state for state in states if state.name == name), **changed)


@pytest.fixture
def opened(chromium: Browser, stage: Stage) -> Open:
    @contextmanager
    def opening(state: State) -> Iterator[Page]:
        with shown(chromium, stage, state, "vi") as (page, complaints):
            yield page
            assert complaints == []

    return opening


def _posts(stage: Stage, verb: str) -> list[Any]:
    return [body for key, body in stage.asked if key.startswith("POST") and key.endswith(verb)]


def _called(seq: int, number: str, counter: str, **more: Any) -> dict[str, Any]:
    return states_wall.CALLED | {"seq": seq, "number": number, "counter": counter, **more}


def test_the_desk_calls_once_while_it_waits_and_not_again_for_two_seconds(
    opened: Open, stage: Stage
) -> None:
    answer = {f"POST {states_desk.API}/call": {"ticket": states_desk.HERE}}
    state = _state(states_desk.STATES, "desk-nobody")
    with opened(replace(state, answers=state.answers | answer)) as page:
        for _ in range(4):
            page.keyboard.press("Space")
        page.wait_for_selector("#hint")
        page.wait_for_timeout(300)
        page.keyboard.press("Space")
        page.wait_for_selector("#hint.wait")
        assert len(_posts(stage, "/call")) == 1
        page.wait_for_timeout(2500)
        page.keyboard.press("Space")
        page.wait_for_timeout(300)
        taps = [body["tap"] for body in _posts(stage, "/call")]
        assert len(taps) == len(set(taps)) == 2


def test_a_held_key_calls_once(opened: Open, stage: Stage) -> None:
    answer = {f"POST {states_desk.API}/call": {"ticket": None}}
    state = _state(states_desk.STATES, "desk-nobody")
    with opened(replace(state, answers=state.answers | answer)) as page:
        for _ in range(6):
            page.keyboard.down("Space")
            page.wait_for_timeout(60)
        page.keyboard.up("Space")
        page.wait_for_timeout(200)
        assert len(_posts(stage, "/call")) == 1


def test_a_call_whose_answer_was_lost_is_asked_again_with_its_tap(
    opened: Open, stage: Stage
) -> None:
    state = _state(states_desk.STATES, "desk-nobody")
    with opened(
        replace(state, answers=state.answers | {f"POST {states_desk.API}/call": None})
    ) as page:
        page.keyboard.press("Space")
        page.wait_for_selector("#hint.no")
        page.keyboard.press("Space")
        page.wait_for_timeout(300)
        taps = [body["tap"] for body in _posts(stage, "/call")]
        assert len(taps) == 2
        assert len(set(taps)) == 1


@pytest.mark.parametrize(
    ("keys", "verb", "body"),
    [
        ("r", "recall", {}),
        ("b", "begin", {}),
        ("Enter", "finish", {}),
        ("v", "no-show", {}),
        ("g 1", "hold", {"reason": "Đi photo"}),
        ("c 2", "transfer", {"line": "dat-dai"}),
        ("t", "resume", {}),
        ("o", "close", {}),
    ],
)
def test_each_key_of_the_desk(opened: Open, stage: Stage, keys: str, verb: str, body: Any) -> None:
    state = _state(states_desk.STATES, "desk-called")
    answer = {f"POST {states_desk.API}/{verb}": states_desk.HERE}
    with opened(replace(state, answers=state.answers | answer)) as page:
        for key in keys.split():
            page.keyboard.press(key)
            page.wait_for_timeout(60)
        page.wait_for_selector("#hint.done")
        assert _posts(stage, f"/{verb}") == [body]


def test_a_counter_is_chosen_by_its_number(opened: Open) -> None:
    with opened(_state(states_desk.STATES, "desk-choose")) as page:
        page.keyboard.type("10")
        page.wait_for_url("**counter=10**")


def test_a_call_is_shown_and_the_next_waits_its_turn(opened: Open, stage: Stage) -> None:
    with opened(_state(states_wall.STATES, "wall-many")) as page:
        page.wait_for_timeout(500)
        stage.emit("/wall", "ticket.called", _called(42, "A016", "2"))
        expect(page.locator("#call .number")).to_have_text("A016")
        stage.emit("/wall", "ticket.called", _called(43, "A017", "1"))
        page.wait_for_timeout(1500)
        expect(page.locator("#call .number")).to_have_text("A016")
        expect(page.locator("#last .number").first).to_have_text("A017")
        expect(page.locator("#call .number")).to_have_text("A017", timeout=5000)
        expect(page.locator("#call .go")).to_contain_text("Quầy 1")


def test_events_in_disorder_and_twice_show_the_truth(opened: Open, stage: Stage) -> None:
    with opened(_state(states_wall.STATES, "wall-many")) as page:
        page.wait_for_timeout(500)
        for seq, number in ((44, "A018"), (42, "A016"), (42, "A016"), (43, "A017"), (41, "B001")):
            old = {"at": hall.at("08:40:00"), "waiting": {"ho-tich": 50 - seq}}
            stage.emit("/wall", "ticket.called", _called(seq, number, "2", **old))
        expect(page.locator("#call .number")).to_have_text("A018")
        expect(page.locator("#last .number").first).to_have_text("A017")
        expect(page.locator("#waiting dd").first).to_have_text("6")


def test_a_silent_server_is_noticed_within_five_seconds_and_the_wall_heals(
    opened: Open, stage: Stage
) -> None:
    with opened(_state(states_wall.STATES, "wall-many")) as page:
        page.wait_for_timeout(1000)
        stage.mute = True
        expect(page.locator("#lost b")).to_contain_text("Mất kết nối từ 08:42", timeout=5000)
        expect(page.locator("#call .number")).to_have_text("A015")
        stage.mute = False
        expect(page.locator("#lost.healed")).to_be_visible(timeout=8000)
        assert stage.auths[-1]["since"] == 41


def test_a_reloaded_touchscreen_shows_the_number_it_took(opened: Open, stage: Stage) -> None:
    with opened(_state(states_touch.STATES, "touch-result")) as page:
        page.reload()
        expect(page.locator(".result .number")).to_have_text("A015")
        assert len(_posts(stage, "/tickets")) == 1


def test_idling_goes_back_to_the_start_in_the_first_language(opened: Open) -> None:
    state = _state(states_touch.STATES, "touch-idle", steps=())
    with opened(state) as page:
        page.click(".languages [lang=en]")
        expect(page.locator("#warning .box")).to_be_visible(timeout=5000)
        page.click("#warning .plain-key")
        expect(page.locator("h1")).to_have_text("Ông/bà cần làm việc gì hôm nay?")


def test_the_touchscreen_follows_the_waiting_figures(opened: Open, stage: Stage) -> None:
    with opened(_state(states_touch.STATES, "touch-start", answers={})) as page:
        page.wait_for_timeout(500)
        stage.emit("/wall", "ticket.called", _called(42, "A016", "2", waiting={"ho-tich": 3}))
        expect(page.locator("#line-ho-tich .chip")).to_have_text("3 người chờ")


# --- Paper ------------------------------------------------------------------------------


def _reads(stage: Stage) -> int:
    return [key for key, _ in stage.asked].count(f"GET {states_desk.JOBS}")


@pytest.mark.parametrize(
    ("key", "path", "body"),
    [
        ("#came-out-j-A015-uncertain", "jobs/j-A015-uncertain/came-out", {}),
        ("#not-out-j-A015-uncertain", "jobs/j-A015-uncertain/not-out", {}),
    ],
)
def test_the_desk_asks_whether_a_slip_came_out(
    opened: Open, stage: Stage, key: str, path: str, body: Any
) -> None:
    state = _state(states_desk.STATES, "desk-asked")
    answer = {f"POST /api/v1/halls/hoa-yen/{path}": states_desk.ASKED[0]}
    with opened(replace(state, answers=state.answers | answer)) as page:
        page.focus(key)
        page.keyboard.press("Enter")
        page.wait_for_selector("#hint.done")
        assert _posts(stage, path) == [body]
        assert _posts(stage, "/finish") == []


def test_the_present_slip_is_printed_again_with_one_key(opened: Open, stage: Stage) -> None:
    state = _state(states_desk.STATES, "desk-serving")
    path = f"/api/v1/halls/hoa-yen/tickets/{hall.TICKET['id']}/copies"
    answer = {f"POST {path}": (201, states_desk.QUEUE[0])}
    with opened(replace(state, answers=state.answers | answer)) as page:
        page.keyboard.press("i")
        page.wait_for_selector("#hint.done")
        assert _posts(stage, path) == [{}]


@pytest.mark.parametrize(
    ("key", "path", "body"),
    [
        ("#job-hold--j-A018-queued", "jobs/j-A018-queued/hold", {}),
        ("#job-drop--j-A018-queued", "jobs/j-A018-queued/drop", {}),
        ("#job-release--j-A017-queued", "jobs/j-A017-queued/release", {}),
        ("#job-move-quay-9-j-A018-queued", "jobs/j-A018-queued/move", {"printer": "quay-9"}),
        ("#job-copy--j-HD1024-failed", "tickets/t-HD1024/copies", {}),
    ],
)
def test_each_key_of_the_list_of_slips(
    opened: Open, stage: Stage, key: str, path: str, body: Any
) -> None:
    state = _state(states_desk.STATES, "desk-printing")
    answer = {f"POST /api/v1/halls/hoa-yen/{path}": states_desk.QUEUE[0]}
    with opened(replace(state, answers=state.answers | answer)) as page:
        page.focus(key)
        page.keyboard.press("Enter")
        page.wait_for_selector("#hint.done")
        assert _posts(stage, path) == [body]
        page.keyboard.press("p")
        expect(page.locator("dialog")).not_to_be_visible()


def test_a_slip_is_printed_again_by_its_number(opened: Open, stage: Stage) -> None:
    state = _state(states_desk.STATES, "desk-printing")
    path = "/api/v1/halls/hoa-yen/tickets/B007/copies"
    answer = {f"POST {path}": (201, states_desk.QUEUE[0])}
    with opened(replace(state, answers=state.answers | answer)) as page:
        page.fill("#copy-number", "b007")
        page.select_option("#copy-printer", "quay-9")
        page.press("#copy-number", "Enter")
        page.wait_for_selector("dialog #hint.done")
        assert _posts(stage, path) == [{"printer": "quay-9"}]


def test_enter_right_after_opening_the_list_only_closes_it(opened: Open, stage: Stage) -> None:
    with opened(_state(states_desk.STATES, "desk-printing")) as page:
        page.keyboard.press("Enter")
        expect(page.locator("dialog")).not_to_be_visible()
        assert _posts(stage, "") == []


def test_many_events_of_paper_are_few_readings(opened: Open, stage: Stage) -> None:
    with opened(_state(states_desk.STATES, "desk-paper-out")) as page:
        page.wait_for_timeout(1000)
        before, desks = _reads(stage), len(stage.asked)
        for seq in range(100, 130):
            body = {"seq": seq, "ticket": f"x{seq}", "state": "unconfirmed", "job": f"y{seq}"}
            stage.emit("/desk", "ticket.printed", body)
            page.wait_for_timeout(30)
        page.wait_for_timeout(2500)
        assert 1 <= _reads(stage) - before <= 3
        assert len(stage.asked) - desks <= 3, "the desk itself need not be read again"


def test_a_slip_that_was_simply_printed_is_not_asked_about(opened: Open, stage: Stage) -> None:
    with opened(_state(states_desk.STATES, "desk-quiet")) as page:
        page.wait_for_timeout(1000)
        before = len(stage.asked)
        body = {"seq": 99, "ticket": "x", "state": "printed", "job": "y"}
        stage.emit("/desk", "ticket.printed", body)
        page.wait_for_timeout(1500)
        assert len(stage.asked) == before


@pytest.mark.parametrize(
    ("name", "stays"), [("touch-paper-out", True), ("touch-moved", True), ("touch-printed", False)]
)
def test_a_number_without_its_paper_stays_longer(opened: Open, name: str, *, stays: bool) -> None:
    state = _state(states_touch.STATES, name)

    def hasty(language: str) -> dict[str, Any]:
        context = state.context(language)
        return {"page": context["page"] | {"result_seconds": 1.5, "astray_seconds": 6}}

    with opened(replace(state, context=hasty)) as page:
        page.wait_for_timeout(2500)
        assert page.locator(".result .number").is_visible() is stays
        if stays:
            expect(page.locator(".result .number")).not_to_be_visible(timeout=8000)
