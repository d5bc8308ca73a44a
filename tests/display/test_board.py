"""The board is what the events say, however often and in whatever pieces they are told."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from display.board import KEPT, Board, apply, board

AT = "2026-11-23T08:42:00+07:00"


def _called(seq: int, number: str, counter: str = "3", **more: Any) -> tuple[str, dict[str, Any]]:
    body = {"seq": seq, "at": AT, "number": number, "counter": counter, "attempt": 1}
    return "ticket.called", {**body, "line": "ho-tich", "waiting": {"ho-tich": 4}, **more}


def test_a_call_is_on_the_board_with_the_contracts_names() -> None:
    shown = board([_called(1, "A001", priority="elder")]).as_json()
    assert shown == {
        "seq": 1,
        "calls": [
            {
                "counter": "3",
                "number": "A001",
                "attempt": 1,
                "called_at": AT,
                "line": "ho-tich",
                "priority": "elder",
                "language": "vi",
            }
        ],
        "waiting": {"ho-tich": 4},
    }


def test_a_repeated_call_moves_up_and_counts() -> None:
    events = [_called(1, "A001"), _called(2, "A002"), _called(3, "A001", attempt=2)]
    shown = board([*events[:2], ("ticket.recalled", events[2][1])])
    assert [(call.number, call.attempt) for call in shown.calls] == [("A001", 2), ("A002", 1)]


def test_the_last_calls_stay_when_a_visitor_is_done_or_did_not_come() -> None:
    events = [_called(1, "A001"), ("ticket.no_show", {"seq": 2, "at": AT, "number": "A001"})]
    assert [call.number for call in board(events).calls] == ["A001"]


def test_a_new_day_begins_empty() -> None:
    events = [_called(1, "A001"), ("day.begun", {"seq": 2, "at": AT, "day": "2026-11-24"})]
    assert board(events) == Board(2, (), {})


def test_an_event_without_facts_only_moves_the_seq() -> None:
    before = board([_called(1, "A001")])
    after = apply(before, "ticket.printed", {"seq": 2, "at": AT})
    assert (after.seq, after.calls, after.waiting) == (2, before.calls, before.waiting)


KINDS = st.sampled_from(
    ["ticket.issued", "ticket.called", "ticket.recalled", "ticket.finished", "ticket.no_show"]
)
STEPS = st.lists(
    st.tuples(KINDS, st.integers(1, 30), st.sampled_from(["ho-tich", "dat-dai"]), st.integers(0, 9))
)


def _events(steps: list[tuple[str, int, str, int]]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (kind, _called(seq, f"A{n:03}", str(n % 9), line=line, waiting={line: waiting})[1])
        for seq, (kind, n, line, waiting) in enumerate(steps, start=1)
    ]


@given(STEPS, st.integers(0, 50))
def test_told_in_two_pieces_with_an_overlap_it_is_the_same(
    steps: list[tuple[str, int, str, int]], cut: int
) -> None:
    events = _events(steps)
    whole = board(events)
    assert board(events[max(0, cut - 3) :], board(events[:cut])) == whole


@given(STEPS)
def test_each_number_once_newest_first_and_not_too_many(
    steps: list[tuple[str, int, str, int]],
) -> None:
    shown = board(_events(steps))
    numbers = [call.number for call in shown.calls]
    calls = [f"A{n:03}" for kind, n, _, _ in steps if kind in {"ticket.called", "ticket.recalled"}]
    assert numbers == list(dict.fromkeys(reversed(calls)))[:KEPT]
    assert shown.seq == len(steps)
    for line in ("ho-tich", "dat-dai"):
        told = [waiting for _, _, where, waiting in steps if where == line]
        assert shown.waiting.get(line) == (told[-1] if told else None)
