"""Messages survive the way over JSON; anything else is a WireError."""

from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import devices.lane
from devices import wire

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

MESSAGES = [
    wire.Hello(token="t", name="agent", printers=("p1",), lanes=()),
    wire.Ack(ok=True),
    wire.Ack(ok=False, code="started", message="it may be on paper"),
    wire.Job(id="j", printer="p1", expires_at=NOON, slip={"number": "A001"}),
    wire.Job(id="j", printer="p1", copy=2, expires_at=NOON, slip={}, sent_at=NOON),
    wire.Preview(slip={"blocks": []}, paper=58),
    wire.Ack(ok=True, picture="aGVsbG8="),
    wire.Hello(token="t", name="agent", printers=("p1",), papers={"p1": 58}),
    wire.Drop(id="j"),
    wire.Control(target="printer", name="p1", verb="paper", facts={"left": 3, "now": True}),
    wire.Decide(lane="cua-chinh", decision="cleared"),
    wire.JobReport(message="m", id="j", state="done", at=NOON),
    wire.DeviceReport(device="p1", kind="printer", state="fault", since=NOON, message="paper_out"),
    wire.LaneReport(lane="cua-chinh", state="pass", since=NOON),
    wire.LaneReading(lane="cua-chinh", raw=36.5, corrected=36.7, at=NOON),
    wire.LaneReading(lane="cua-chinh", raw=None),
    wire.StripShown(printer="p1", png="aGVsbG8=", at=NOON, valid=True),
]


@pytest.mark.parametrize("message", MESSAGES, ids=map(repr, range(len(MESSAGES))))
def test_a_message_survives_json(message: wire.Message) -> None:
    assert type(message).from_json(message.to_json()) == message


def test_unknown_keys_are_ignored_so_that_versions_may_differ() -> None:
    assert wire.Drop.from_json({"id": "j", "newer": 1}) == wire.Drop(id="j")


def test_the_token_is_not_in_the_repr() -> None:
    assert "geheim" not in repr(wire.Hello(token="geheim", name="a", printers=(), lanes=()))


def test_the_fault_is_named() -> None:
    with pytest.raises(wire.WireError, match=r"job: expires_at: .*timezone"):
        wire.Job.from_json(
            {"id": "j", "printer": "p", "expires_at": "2026-11-23T12:00:00", "slip": {}}
        )


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "job",
        b"bytes",
        {},
        {"id": 5, "printer": "p1", "expires_at": NOON.isoformat(), "slip": {}},
        {"id": "", "printer": "p1", "expires_at": NOON.isoformat(), "slip": {}},
        {"id": "j", "printer": "p1", "expires_at": 1, "slip": {}},
        {"id": "j", "printer": "p1", "expires_at": NOON.isoformat(), "slip": "A001"},
        {"id": "j", "printer": "p1", "expires_at": NOON.isoformat(), "slip": {"n": object()}},
        {"id": "j", "printer": "p1", "expires_at": NOON.isoformat(), "slip": {}, "copy": "1"},
    ],
)
def test_a_wrong_job_is_refused(body: object) -> None:
    with pytest.raises(wire.WireError):
        wire.Job.from_json(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


@given(JSON)
def test_whatever_comes_is_a_message_or_a_wire_error(body: object) -> None:
    for message in MESSAGES:
        try:
            type(message).from_json(body)
        except wire.WireError:
            continue


def test_the_words_of_a_lane_are_the_lanes_own() -> None:
    assert get_args(wire.LaneWord) == get_args(devices.lane.State)
    assert get_args(wire.Decision) == get_args(devices.lane.Decision)
