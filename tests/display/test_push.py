"""What walls are told: never a ticket's secret, nor who or what did it."""

import dataclasses
import json
from datetime import UTC, date, datetime
from typing import Any, get_type_hints

from hypothesis import given
from hypothesis import strategies as st

from display.push import payload
from kiosk.domain.events import REGISTRY, Event, TicketCalled, TicketRecalled, event_of

SECRET = "secret" * 4
NOW = datetime(2026, 11, 23, 5, 0, 0, 123456, tzinfo=UTC)
SECRETS = {"ticket", "tap", "kiosk", "officer", "note", "job", "before", "by", "overtook"}
WORDS = st.text("abcdefgh0123456789-", min_size=1, max_size=8)
VALUES: dict[Any, st.SearchStrategy] = {
    str: WORDS,
    str | None: st.none() | WORDS,
    int: st.integers(1, 9999),
    float: st.floats(0, 480),
    date: st.dates(),
    tuple[str, ...]: st.lists(WORDS, max_size=4).map(tuple),
    dict[str, int]: st.dictionaries(WORDS, st.integers(0, 99), max_size=3),
    datetime: st.just(NOW),
    datetime | None: st.none() | st.just(NOW),
    bool: st.booleans(),
}


def facts(kind: type[Event]) -> st.SearchStrategy[Event]:
    hints = get_type_hints(kind)
    fields = {item.name: VALUES[hints[item.name]] for item in dataclasses.fields(kind)}
    fields |= {name: st.just(SECRET) for name in fields if name in SECRETS}
    if "number" in fields:
        fields["number"] = st.integers(1, 9999).map(lambda n: f"A{n:03d}")
    return st.builds(kind, **fields)


EVENTS = st.sampled_from(sorted(REGISTRY.values(), key=lambda kind: kind.kind)).flatmap(facts)


@given(EVENTS, st.integers(1, 10**9))
def test_no_secret_reaches_a_wall(event, seq):
    body = payload(event, seq)
    assert SECRET not in json.dumps(body)
    assert not SECRETS & set(body)
    assert body["seq"] == seq
    assert body["at"] == "2026-11-23T05:00:00.123Z"


@given(EVENTS)
def test_the_journal_gives_back_the_very_same_payload(event):
    again = event_of(event.kind, event.hall, event.at, json.loads(json.dumps(event.body())))
    assert payload(again, 7) == payload(event, 7)


@given(st.one_of(facts(TicketCalled), facts(TicketRecalled)))
def test_a_call_brings_what_to_say_in_both_languages(event):
    said = payload(event, 1)["say"]
    assert set(said) == {"vi", "en"}
    assert all(said.values())


def test_hidden_events_show_only_that_something_happened():
    for kind in ("ticket.printed", "ticket.print_failed"):
        event = REGISTRY[kind](
            hall="h", at=NOW, ticket=SECRET, number="A001", line="a", job=SECRET, state="printed"
        )
        assert set(payload(event, 1)) == {"seq", "at"}
