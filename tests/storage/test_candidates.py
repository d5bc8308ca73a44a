"""The few tickets that storage offers a counter lead to the same call as all that wait."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from kiosk.domain import decisions
from kiosk.domain.calling import may_call
from kiosk.domain.counters import Counter
from kiosk.domain.tickets import State, Ticket
from kiosk.storage.engines import open_engine
from kiosk.storage.schema import ensure_halls
from kiosk.storage.tables import tickets
from kiosk.storage.work import SqlLog, _row
from tests.ward import MINUTE, NOON

LINES = ("ho-tich", "chung-thuc", "dat-dai")
COUNTERS = ("1", "2", "3")
PATIENCE = timedelta(minutes=30)
OTHERS = (State.ON_HOLD, State.CALLED, State.SERVING, State.DONE, State.CANCELLED)


@pytest.fixture(scope="module")
def engine(sqlite_template, tmp_path_factory):
    path = tmp_path_factory.mktemp("candidates") / "motcua.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = open_engine(f"sqlite:///{path}")
    ensure_halls(engine, ["hoa-yen"])
    yield engine
    engine.dispose()


@st.composite
def someone(draw):
    """A visitor; few different times and figures, so that many are equal."""
    arrived = NOON - draw(st.integers(0, 7)) * 5 * MINUTE
    head_start = draw(st.sampled_from([0, 0, 10, 20]))
    return {
        "line": draw(st.sampled_from(LINES)),
        "sequence": draw(st.integers(1, 2)),
        "priority": "elder" if head_start else None,
        "issued_at": arrived,
        "arrived_at": arrived,
        "rank_at": arrived - head_start * MINUTE,
        "wanted": draw(st.none() | st.sampled_from(COUNTERS)),
        "state": draw(st.sampled_from([State.WAITING] * 10 + list(OTHERS))),
    }


@st.composite
def crowds(draw):
    people = draw(st.lists(someone(), max_size=16))
    ids = draw(st.permutations(range(len(people))))
    day = NOON.date()
    return [
        Ticket(id=f"{one:02}", hall="hoa-yen", day=day, number=f"A{one:03}", language="vi", **facts)
        for one, facts in zip(ids, people, strict=True)
    ]


@settings(max_examples=60, deadline=None)
@given(crowds(), st.sets(st.sampled_from(COUNTERS), min_size=1), st.data())
def test_candidates_lead_to_the_same_call_as_all_who_wait(engine, crowd, opened, data):
    lines = data.draw(st.lists(st.sampled_from(LINES), min_size=1, unique=True))
    with engine.connect() as connection, connection.begin() as undone:
        for one in crowd:
            connection.execute(insert(tickets), _row(one))
        log = SqlLog(connection, "hoa-yen")
        for slug in opened:
            mine = [
                one
                for one in crowd
                if one.state is State.WAITING and may_call(one, slug, lines, opened)
            ]
            offered = log.candidates(slug, lines, sorted(opened))
            assert {one.id for one in offered} <= {one.id for one in mine}
            assert call(slug, offered) == call(slug, mine)
        undone.rollback()


def call(slug, waiting):
    counter = Counter(slug=slug, open=True)
    return decisions.call(counter, None, waiting, patience=PATIENCE, now=NOON)
