"""Whatever keys are pressed in a hall, whatever its clock does, these hold of what is stored."""

import uuid
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from kiosk.actions import counters as keys
from kiosk.actions.counters import Place
from kiosk.actions.printing import Hand
from kiosk.actions.rolls import Entry, Stretch, enter_roll, reserve_roll, void_roll
from kiosk.actions.tickets import Wish, cancel_ticket, issue_ticket
from kiosk.domain import errors
from kiosk.domain.numbering import hall_day
from kiosk.domain.tickets import AT_COUNTER, LEFT_OVER, State
from kiosk.storage.engines import open_engine
from kiosk.storage.schema import ensure_halls
from kiosk.storage.tables import tickets
from kiosk.storage.verify import verify
from kiosk.storage.work import COLUMNS, SqlWork, ticket_of
from tests.ward import MINUTE, NOON, SMALL, ward

PREFIXES = {line["slug"]: line["prefix"] for line in SMALL["line"]}
LINES = {counter["slug"]: counter["lines"] for counter in SMALL["counter"]}
PATIENCE = timedelta(minutes=SMALL["patience"])
LIFE = timedelta(minutes=10)
KEYS = {
    "recall": (keys.recall, {State.CALLED}, State.CALLED),
    "begin": (keys.begin, {State.CALLED}, State.SERVING),
    "finish": (keys.finish, AT_COUNTER, State.DONE),
    "no_show": (keys.no_show, {State.CALLED}, State.NO_SHOW),
    "hold": (lambda *at: keys.hold(*at, ""), AT_COUNTER, State.ON_HOLD),
}
counters, lines = st.sampled_from(sorted(LINES)), st.sampled_from(sorted(PREFIXES))
priorities = st.sampled_from([None, None, "elder", "merit"])
picks = st.integers(0, 99)


class Hall(RuleBasedStateMachine):
    """A hall, and beside it what everybody in it knows: ``people`` by id, ``opened`` counters."""

    def __init__(self, engine, slug):
        super().__init__()
        ensure_halls(engine, [slug])
        self.engine, self.work = engine, SqlWork(engine, lambda *_: None)
        self.hall, self.now, self.day = ward(slug=slug), NOON, None
        self.people, self.opened, self.given = {}, set(), Counter()
        self.printed, self.unused = Counter(), defaultdict(set)

    # What the people know.

    def begin_day(self):
        today = hall_day(self.now, self.hall.timezone)
        if today != self.day:
            self.day = today
            for one in self.people.values():
                if one.day < today and one.state in LEFT_OVER:
                    self.change(one, state=State.CANCELLED)

    def change(self, ticket, **facts):
        self.people = self.people | {ticket.id: replace(ticket, **facts)}

    def at(self, slug):
        there = [p for p in self.people.values() if p.state in AT_COUNTER and p.counter == slug]
        assert len(there) <= 1
        return there[0] if there else None

    def mine(self, slug):
        return [
            p
            for p in self.people.values()
            if p.state is State.WAITING
            and (
                p.wanted == slug or (p.line in LINES[slug] and p.wanted not in self.opened - {slug})
            )
        ]

    # What they do.

    def press(self, key, slug, states, **facts):
        """Press a key for who is at a counter; it works in some states and changes ``facts``."""
        before = self.day, self.people
        self.begin_day()
        there = self.at(slug)
        works = there is not None and there.state in states
        try:
            answer = key(self.work, Place(self.hall, slug, self.now))
        except errors.ConflictError:
            assert not works, "a key was refused"
            self.day, self.people = before
        else:
            assert works, "a key should have been refused"
            assert answer.id == there.id
            self.change(there, **facts)

    @initialize()
    def two_counters_open(self):
        self.opens("1")
        self.opens("2")

    @rule(minutes=st.floats(0, 20) | st.just(90))
    def time_passes(self, minutes):
        self.now += minutes * MINUTE

    @rule(minutes=st.integers(-2, 30))
    def midnight_comes(self, minutes):
        midnight = NOON.replace(hour=17, minute=0)  # UTC
        while midnight <= self.now:
            midnight += timedelta(days=1)
        self.now = midnight + minutes * MINUTE

    @rule(hours=st.floats(0, 30))
    def the_clock_is_set_back(self, hours):
        self.now -= timedelta(hours=hours)

    @rule(wishes=st.lists(st.tuples(lines, priorities), min_size=1, max_size=4))
    def visitors_come(self, wishes):
        for line, priority in wishes:
            self.takes_a_number(line, priority)
            self.now += MINUTE

    def takes_a_number(self, line, priority):
        self.begin_day()
        wish = Wish(line=line, tap=str(uuid.uuid4()), priority=priority)
        ticket = issue_ticket(self.work, self.hall, wish, self.now, LIFE).ticket
        self.given[self.day, line] += 1
        number = f"{PREFIXES[line]}{self.given[self.day, line]:03d}"
        assert (ticket.day, ticket.number) == (self.day, number), "repeated, or a hole"
        assert ticket.id not in self.people
        self.people = self.people | {ticket.id: ticket}

    @precondition(lambda self: self.people)
    @rule(pick=picks, line=lines)
    def sends_a_touch_again(self, pick, line):
        known = self.pick(pick)
        again = issue_ticket(self.work, self.hall, Wish(line=line, tap=known.tap), self.now, LIFE)
        assert (again.new, again.ticket.id) == (False, known.id)

    @rule(slug=counters)
    def opens(self, slug):
        self.begin_day()
        keys.open_counter(self.work, Place(self.hall, slug, self.now), "mai")
        self.opened.add(slug)

    @rule(slug=counters)
    def closes(self, slug):
        busy = self.at(slug)
        try:
            keys.close_counter(self.work, Place(self.hall, slug, self.now))
        except errors.CounterBusyError:
            assert busy
            return
        assert not busy, "a visitor was forgotten"
        self.begin_day()
        self.opened.discard(slug)

    @rule(slug=counters)
    def calls(self, slug):
        place = Place(self.hall, slug, self.now)
        if slug not in self.opened:
            with pytest.raises(errors.CounterClosedError):
                keys.call_next(self.work, place)
            return
        self.begin_day()
        mine, there = self.mine(slug), self.at(slug)
        call = keys.call_next(self.work, place)
        if there:
            self.change(there, state=State.DONE)
        assert (call.ticket is not None) == bool(mine), "somebody waits and nobody was called"
        if call.ticket:
            chosen = next(one for one in mine if one.id == call.ticket.id)
            self.check_order(chosen, mine, call)
            self.change(chosen, state=State.CALLED, counter=slug)

    def check_order(self, chosen, mine, call):
        overtaken = [one for one in mine if one.arrived_at < chosen.arrived_at]
        for one in overtaken:
            assert self.now - one.arrived_at <= PATIENCE, "overtaken after its patience"
            assert chosen.rank_at <= one.rank_at, "overtaken without a head start"
        if not any(self.now - one.arrived_at > PATIENCE for one in mine):
            assert chosen.rank_at == min(one.rank_at for one in mine), "a head start was forgotten"
        assert call.overtook is None or call.reason in {"priority", "wanted"}
        assert not overtaken or call.overtook is not None

    @rule(slug=counters, key=st.sampled_from(sorted(KEYS)))
    def presses_a_key(self, slug, key):
        act, states, becomes = KEYS[key]
        self.press(act, slug, states, state=becomes)

    @rule(slug=counters, line=lines, wanted=st.none() | counters)
    def transfers(self, slug, line, wanted):
        facts = {"state": State.WAITING, "line": line, "wanted": wanted, "counter": None}
        self.press(lambda *at: keys.transfer(*at, line, wanted), slug, AT_COUNTER, **facts)

    @precondition(lambda self: self.people)
    @rule(slug=counters, pick=picks)
    def resumes(self, slug, pick):
        before = self.day, self.people
        self.begin_day()
        one = self.pick(pick)
        works = slug in self.opened and not self.at(slug) and one.state is State.ON_HOLD
        try:
            keys.resume(self.work, Place(self.hall, slug, self.now), one.id)
        except errors.ConflictError:
            assert not works
            self.day, self.people = before
        else:
            assert works
            self.change(one, state=State.SERVING, counter=slug)

    @precondition(lambda self: self.people)
    @rule(pick=picks)
    def gives_up(self, pick):
        before = self.day, self.people
        self.begin_day()
        one = self.pick(pick)
        try:
            cancel_ticket(self.work, self.hall, one.id, self.now)
        except errors.TicketStateError:
            assert one.state in {State.SERVING, State.DONE, State.NO_SHOW}
            self.day, self.people = before
        else:
            self.change(one, state=State.CANCELLED)

    @rule(line=lines, count=st.integers(1, 5))
    def prints_a_roll_ahead(self, line, count):
        hand = Hand(by="lan", at=self.now, life=LIFE)
        made = reserve_roll(self.work, self.hall, line, count, "kiosk-1", hand)
        assert (made.first, made.last) == (self.printed[line] + 1, self.printed[line] + count)
        self.printed[line] = made.last
        self.unused[line] |= set(range(made.first, made.last + 1))

    @rule(line=lines, first=st.integers(1, 8), more=st.integers(0, 3), ago=st.integers(-1, 90))
    def enters_what_was_given_out(self, line, first, more, ago):
        since, figures = self.now - ago * MINUTE, range(first, first + more + 1)
        today = hall_day(self.now, self.hall.timezone)
        on_time = ago >= 0 and hall_day(since, self.hall.timezone) == today
        tap = str(uuid.uuid4())
        entry = Entry(line=line, first=first, last=first + more, tap=tap, since=since)
        try:
            found = enter_roll(self.work, self.hall, entry, "lan", self.now)
        except (errors.RollNumberError, errors.RollTimeError):
            assert not on_time or not self.unused[line].issuperset(figures)
            return
        assert on_time
        assert self.unused[line].issuperset(figures)
        self.begin_day()
        self.unused[line] -= set(figures)
        assert [one.number for one in found] == [f"{PREFIXES[line]}X{n:03d}" for n in figures]
        assert {one.arrived_at for one in found} == {since}
        assert enter_roll(self.work, self.hall, entry, "lan", self.now) == found
        self.people = self.people | {one.id: one for one in found}

    @rule(line=lines, first=st.integers(1, 8), more=st.integers(0, 3))
    def voids_what_was_spoilt(self, line, first, more):
        figures = set(range(first, first + more + 1))
        spoilt = Stretch(line=line, first=first, last=first + more)
        try:
            void_roll(self.work, self.hall, spoilt, "lan", self.now)
        except errors.RollNumberError:
            assert not self.unused[line] >= figures
        else:
            assert self.unused[line] >= figures
            self.unused[line] -= figures

    def pick(self, index):
        """Pick one of the newest, with whom more can be done."""
        newest = list(self.people.values())[-6:]
        return newest[index % len(newest)]

    # What must hold.

    @invariant()
    def what_is_stored_is_what_everybody_knows(self):
        query = select(*COLUMNS).where(tickets.c.hall == self.hall.slug)
        with self.engine.connect() as connection:
            stored = [ticket_of(row) for row in connection.execute(query)]
        assert {known(one) for one in stored} == {known(one) for one in self.people.values()}
        assert len({(one.day, one.number) for one in stored}) == len(stored)


def known(ticket):
    counter = ticket.counter if ticket.state in AT_COUNTER else None
    facts = (ticket.number, ticket.day, ticket.line, ticket.wanted, ticket.arrived_at)
    return (ticket.id, ticket.state, counter, *facts)


@pytest.mark.slow
def test_hall(sqlite_template, tmp_path):
    path = tmp_path / "motcua.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine, numbers = open_engine(f"sqlite:///{path}"), count()
    few = settings(max_examples=100, stateful_step_count=40, deadline=None)
    run_state_machine_as_test(lambda: Hall(engine, f"hall-{next(numbers)}"), settings=few)
    assert [verdict.difference for verdict in verify(engine)] == [""] * next(numbers)
    engine.dispose()
