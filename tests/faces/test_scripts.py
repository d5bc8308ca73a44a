"""The scripts' own rules, run in the browser that runs them in the hall."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.faces.stage import Stage
from tests.faces.states_phone import STATES

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page(chromium: Browser, stage: Stage) -> Iterator[Page]:
    opened = chromium.new_page()
    opened.goto(stage.put(STATES[0], "vi"))
    yield opened
    opened.close()


def _run(page: Page, body: str, given: Any = None) -> Any:
    return page.evaluate(f"async (given) => {{ {body} }}", given)


ORDER = """
  const { Order } = await import("/display-static/js/order.js");
  const told = [], gaps = [];
  const order = new Order({ seq: given.seq, deliver: (kind, body) => told.push(body.seq),
    gap: (since) => gaps.push(since), patience: 60 });
  for (const seq of given.seqs) order.push("ticket.called", { seq });
  await new Promise((go) => setTimeout(go, 150));
  return { told, gaps };
"""


@pytest.mark.parametrize(
    ("seqs", "told", "gaps"),
    [
        ([6, 7, 8], [6, 7, 8], []),
        ([7, 6, 8], [6, 7, 8], []),
        ([6, 6, 7, 5, 7], [6, 7], []),
        ([8, 7, 6], [6, 7, 8], []),
        ([6, 8, 9], [6], [6]),
        ([3, 4, 5], [], []),
    ],
)
def test_events_come_once_and_in_order_and_a_gap_is_asked_for(
    page: Page, seqs: list[int], told: list[int], gaps: list[int]
) -> None:
    assert _run(page, ORDER, {"seq": 5, "seqs": seqs}) == {"told": told, "gaps": gaps}


def test_an_adopted_truth_makes_older_events_old(page: Page) -> None:
    body = """
      const { Order } = await import("/display-static/js/order.js");
      const told = [];
      const order = new Order({ seq: 5, deliver: (k, b) => told.push(b.seq), gap() {} });
      for (const seq of [8, 9, 12]) order.push("x", { seq });
      order.adopt(8);
      return told;
    """
    assert _run(page, body) == [9]


def test_the_truth_of_a_restored_backup_makes_all_that_came_early_void(page: Page) -> None:
    body = """
      const { Order } = await import("/display-static/js/order.js");
      const told = [];
      const order = new Order({ seq: 9, deliver: (k, b) => told.push([k, b.seq]), gap() {} });
      order.push("before", { seq: 11 });
      order.adopt(9 - 1);
      for (const seq of [9, 10, 11]) order.push("after", { seq });
      return told;
    """
    assert _run(page, body) == [["after", 9], ["after", 10], ["after", 11]]


CALLS = """
  const { Calls } = await import("/display-static/js/calls.js");
  const shown = [], sounds = [];
  let sounding = 0, most = 0;
  const calls = new Calls({
    shortest: 80,
    show: (call) => shown.push([call.number, call.attempt, Math.round(performance.now() - start)]),
    async sound(call) {
      sounding += 1; most = Math.max(most, sounding);
      await new Promise((go) => setTimeout(go, given.sound));
      sounding -= 1;
    },
  });
  const start = performance.now();
  for (const [number, attempt] of given.calls) calls.add({ number, attempt });
  const late = start + 20000;  // a slow machine; what comes too many comes soon after
  while (shown.length < given.expect && performance.now() < late)
    await new Promise((go) => setTimeout(go, 10));
  await new Promise((go) => setTimeout(go, 200));
  return { shown, most };
"""


def test_calls_wait_their_turn_and_never_sound_together(page: Page) -> None:
    given = {"calls": [["A001", 1], ["A002", 1], ["A003", 1]], "sound": 30, "expect": 3}
    done = _run(page, CALLS, given)
    assert [number for number, _, _ in done["shown"]] == ["A001", "A002", "A003"]
    times = [at for _, _, at in done["shown"]]
    assert all(later - earlier >= 78 for earlier, later in pairwise(times))
    assert done["most"] == 1


def test_a_call_lasts_as_long_as_its_voice(page: Page) -> None:
    given = {"calls": [["A001", 1], ["A002", 1]], "sound": 200, "expect": 2}
    shown = _run(page, CALLS, given)["shown"]
    assert shown[1][2] >= 198


def test_a_second_call_replaces_the_first_that_still_waits(page: Page) -> None:
    given = {"calls": [["A001", 1], ["A002", 1], ["A002", 2]], "sound": 0, "expect": 2}
    shown = _run(page, CALLS, given)["shown"]
    assert [(number, attempt) for number, attempt, _ in shown] == [("A001", 1), ("A002", 2)]


VISIT = """
  const { Visit } = await import("/static/js/touch-visit.js");
  sessionStorage.clear();
  if (given.kept) sessionStorage.setItem("mc-visit", JSON.stringify(given.kept));
  const sent = [], phases = [], answers = [...given.answers];
  let ids = 0;
  const visit = new Visit({
    storage: sessionStorage, uuid: () => `tap-${(ids += 1)}`, now: () => 1000000,
    async send(body) {
      sent.push(body.tap);
      const answer = answers.shift();
      if (answer === "lost") throw new Error("no connection");
      if (answer.code) throw Object.assign(new Error(answer.code), answer);
      await new Promise((go) => setTimeout(go, 30));
      return answer;
    },
    changed: (phase) => phases.push(phase),
  });
  for (const step of given.steps) {
    if (step === "tap") visit.begin({ line: "ho-tich", language: "vi" });
    if (step === "resume") visit.resume();
    if (step === "end") visit.end();
    if (typeof step === "number") await new Promise((go) => setTimeout(go, step));
  }
  return { sent, phases, kept: JSON.parse(sessionStorage.getItem("mc-visit")) };
"""
TICKET = {"number": "A015"}


def _visit(page: Page, **given: Any) -> Any:
    return _run(page, VISIT, {"kept": None, "answers": [TICKET], **given})


def test_a_double_tap_is_one_visit(page: Page) -> None:
    done = _visit(page, steps=["tap", "tap", 10, "tap", 60])
    assert done["sent"] == ["tap-1"]
    assert done["phases"] == ["taking", "done"]


def test_a_lost_answer_is_asked_for_with_the_same_tap(page: Page) -> None:
    done = _visit(page, answers=["lost", TICKET], steps=["tap", "tap", 1200])
    assert done["sent"] == ["tap-1", "tap-1"]
    assert done["phases"] == ["taking", "lost", "done"]


def test_a_failing_server_is_asked_again_with_the_same_tap(page: Page) -> None:
    done = _visit(
        page, answers=[{"code": "server_error", "status": 500}, TICKET], steps=["tap", 1200]
    )
    assert done["sent"] == ["tap-1", "tap-1"]


def test_a_reload_takes_the_visit_up_again(page: Page) -> None:
    kept = {"body": {"tap": "tap-before", "line": "ho-tich"}, "at": 1000000 - 5000}
    done = _visit(page, kept=kept, steps=["resume", 60])
    assert done["sent"] == ["tap-before"]
    assert done["phases"][-1] == "done"


def test_a_reload_shows_the_number_again_without_asking(page: Page) -> None:
    kept = {"body": {"tap": "t"}, "at": 1000000 - 5000, "ticket": TICKET}
    done = _visit(page, kept=kept, steps=["resume", 30])
    assert (done["sent"], done["phases"]) == ([], ["done"])


@pytest.mark.parametrize("age", [121000, 86400000])
def test_an_old_visit_is_not_taken_up(page: Page, age: int) -> None:
    kept = {"body": {"tap": "t"}, "at": 1000000 - age}
    done = _visit(page, kept=kept, steps=["resume", 30])
    assert done == {"sent": [], "phases": [], "kept": None}


def test_a_refusal_ends_the_visit(page: Page) -> None:
    done = _visit(page, answers=[{"code": "line_closed", "status": 409}], steps=["tap", 30])
    assert done == {"sent": ["tap-1"], "phases": ["taking", "refused"], "kept": None}


def test_an_answer_after_the_visitor_left_is_not_shown(page: Page) -> None:
    done = _visit(page, steps=["tap", 5, "end", 60])
    assert done["phases"] == ["taking", "none"]
    assert done["kept"] is None


@pytest.mark.parametrize(
    ("wait", "vietnamese", "english"),
    [
        ({"low": 15, "high": 25}, "15\u201325 phút", "15\u201325 min"),
        ({"low": 0, "high": 5}, "dưới 5 phút", "under 5 min"),
        ({"low": 0, "high": 600}, "chưa ước tính được", "no estimate yet"),
        ({"low": 200, "high": 300}, "hơn 3 giờ", "over 3 hours"),
        (None, "chưa ước tính được", "no estimate yet"),
    ],
)
def test_waits_are_said_as_ranges(page: Page, wait: Any, vietnamese: str, english: str) -> None:
    from kiosk.web import texts

    body = """
      const { Texts, waitText } = await import("/display-static/js/text.js");
      const texts = new Texts(given.sources, "vi");
      return [waitText(texts, given.wait), waitText(texts, given.wait, "en")];
    """
    given = {"sources": texts.sources("touch", ("vi", "en")), "wait": wait}
    assert _run(page, body, given) == [vietnamese, english]


def test_uuids_are_random_and_of_version_four(page: Page) -> None:
    body = """
      const { uuid } = await import("/display-static/js/api.js");
      return Array.from({ length: 50 }, uuid);
    """
    made = _run(page, body)
    assert len(set(made)) == 50
    assert all(len(one) == 36 and one[14] == "4" and one[19] in "89ab" for one in made)


def test_the_board_follows_the_same_rules_as_in_python(page: Page) -> None:
    from display.board import Board, apply

    at = "2026-11-23T08:42:00+07:00"
    call = {"at": at, "counter": "3", "line": "ho-tich", "priority": None, "language": "vi"}
    events: list[tuple[str, dict[str, Any]]] = [
        ("ticket.called", call | {"seq": n, "number": f"A{n % 15:03}", "attempt": 1,
                                  "waiting": {"ho-tich": n}})
        for n in range(1, 40)
    ]  # fmt: skip
    events.insert(20, ("day.begun", {"seq": 20.5, "at": at, "waiting": {}}))
    events.append(("ticket.printed", {"seq": 40, "at": at}))
    board = Board()
    for kind, body in events:
        board = apply(board, kind, body)
    script = """
      const { apply } = await import("/display-static/js/board.js");
      return given.reduce((board, [kind, body]) => apply(board, kind, body),
        { seq: 0, calls: [], waiting: {} });
    """
    assert _run(page, script, events) == board.as_json()
