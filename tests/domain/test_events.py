from datetime import UTC, datetime

import pytest

from kiosk.domain import events as ev
from kiosk.domain.journal import GENESIS, canonical, seal

CALLED = ev.TicketCalled(
    hall="hoa-yen",
    at=datetime(2026, 11, 23, 1, 42, tzinfo=UTC),
    ticket="secret",
    number="A015",
    line="ho-tich",
    counter="3",
    waiting={"ho-tich": 7},
    tap="tap",
    overtook="A013",
)


def test_a_body_gives_the_event_back():
    assert ev.event_of(CALLED.kind, CALLED.hall, CALLED.at, CALLED.body()) == CALLED


def test_what_a_wall_sees_has_no_secret():
    assert CALLED.public() == {
        "number": "A015",
        "line": "ho-tich",
        "waiting": {"ho-tich": 7},
        "counter": "3",
        "attempt": 1,
        "priority": None,
        "language": "vi",
        "reason": "arrival",
    }


@pytest.mark.parametrize("kind", sorted(ev.REGISTRY))
def test_no_kind_shows_ids_or_names_of_people(kind):
    shown = {name for name in ev.REGISTRY[kind].__dataclass_fields__ if name not in ev.PRIVATE}
    assert not shown & {"ticket", "tap", "kiosk", "officer", "note", "by"}


def test_fields_of_a_newer_version_are_passed_over():
    body = CALLED.body() | {"colour": "saffron"}
    assert ev.event_of(CALLED.kind, CALLED.hall, CALLED.at, body) == CALLED


def test_the_seal_covers_every_part():
    parts = (GENESIS, "hoa-yen", 1, CALLED.at, CALLED.kind, canonical(CALLED.body()))
    others = ("1" * 64, "khac", 2, CALLED.at.replace(microsecond=1), "ticket.begun", "{}")
    seals = {seal(*parts)}
    for index, other in enumerate(others):
        seals.add(seal(*parts[:index], other, *parts[index + 1 :]))
    assert len(seals) == 7
