"""Whatever happens in a hall, in whatever order, these hold."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.domain import decisions, errors
from kiosk.domain import events as ev
from kiosk.domain.calling import may_call
from kiosk.domain.head import Head
from kiosk.domain.numbering import hall_day, new_ticket_id, ticket_number
from kiosk.domain.replay import HallState, replay
from kiosk.domain.tickets import AT_COUNTER, ENDED, State
from tests.ward import NOON

LINES = {"ho-tich": "A", "chung-thuc": "B", "dat-dai": "AB"}
COUNTERS = {"1": ("ho-tich",), "2": ("ho-tich", "chung-thuc"), "3": ("dat-dai", "chung-thuc")}
HEAD_STARTS = {None: 0, "elder": 15, "merit": 10}
PATIENCE = timedelta(minutes=30)
counters = st.sampled_from(sorted(COUNTERS))


class Hall(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now, self.state, self.told = NOON, HallState(), []
        self.shown = set()

    def record(self, *events: ev.Event) -> None:
        for event in events:
            self.state.apply(event)
            self.told.append(event)

    def at(self, slug):
        counter = self.state.head.counter(slug)
        return counter, self.state.tickets.get(counter.ticket)

    def try_key(self, decide, slug):
        counter, current = self.at(slug)
        try:
            self.record(decide(counter, current))
        except (errors.ConflictError, errors.NotFoundError):
            assert counter == self.state.head.counter(slug), "a refusal changed the counter"

    @rule(minutes=st.floats(0, 20))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule(line=st.sampled_from(sorted(LINES)), priority=st.sampled_from(list(HEAD_STARTS)))
    def takes_a_number(self, line, priority):
        day = hall_day(self.now, "Asia/Ho_Chi_Minh")
        on, last = self.state.head.numbers.get(LINES[line], (day, 0))
        sequence = last + 1 if on == day else 1
        number = ticket_number(LINES[line], sequence)
        assert (day, number) not in self.shown, "a number was given twice"
        self.shown.add((day, number))
        self.record(
            ev.TicketIssued(
                hall="hoa-yen",
                at=self.now,
                ticket=new_ticket_id(),
                number=number,
                line=line,
                sequence=sequence,
                day=day,
                priority=priority,
                head_start=HEAD_STARTS[priority],
            )
        )

    @rule(slug=counters)
    def opens(self, slug):
        counter, _ = self.at(slug)
        self.record(*decisions.open_counter(counter, "hoa-yen", COUNTERS[slug], "mai", self.now))

    @rule(slug=counters)
    def closes(self, slug):
        counter, current = self.at(slug)
        try:
            self.record(*decisions.close_counter(counter, "hoa-yen", current, self.now))
        except errors.CounterBusyError:
            assert current is not None

    @rule(slug=counters)
    def calls(self, slug):
        counter, current = self.at(slug)
        opened = [one.slug for one in self.state.head.counters.values() if one.open]
        mine = [t for t in self.state.waiting() if may_call(t, slug, COUNTERS[slug], opened)]
        try:
            events = decisions.call(counter, current, mine, patience=PATIENCE, now=self.now)
        except errors.CounterClosedError:
            assert not counter.open
            return
        self.record(*events)
        called = [event for event in events if isinstance(event, ev.TicketCalled)]
        assert bool(called) == bool(mine), "somebody waits and nobody was called"
        if called:
            self.check_order(self.state.tickets[called[0].ticket], mine, called[0])

    def check_order(self, chosen, mine, event):
        def claim(ticket):
            return ticket.arrived_at, ticket.sequence, ticket.id

        overtaken = [t for t in mine if claim(t) < claim(chosen)]
        for ticket in overtaken:
            assert self.now - ticket.arrived_at <= PATIENCE, "overtaken after its patience"
            assert chosen.rank_at <= ticket.rank_at, "overtaken without a head start"
        assert bool(overtaken) == (event.overtook is not None)

    @rule(slug=counters)
    def recalls(self, slug):
        self.try_key(lambda c, t: decisions.recall(c, t, self.now), slug)

    @rule(slug=counters)
    def begins(self, slug):
        self.try_key(lambda c, t: decisions.begin(c, t, self.now), slug)

    @rule(slug=counters)
    def finishes(self, slug):
        self.try_key(lambda c, t: decisions.finish(c, t, self.now), slug)

    @rule(slug=counters)
    def misses(self, slug):
        self.try_key(lambda c, t: decisions.no_show(c, t, self.now), slug)

    @rule(slug=counters)
    def holds(self, slug):
        self.try_key(lambda c, t: decisions.hold(c, t, "đi photo", self.now), slug)

    @rule(slug=counters, pick=st.integers(0, 50))
    def resumes(self, slug, pick):
        held = [t for t in self.state.tickets.values() if t.state is State.ON_HOLD]
        one = held[pick % len(held)] if held else None
        self.try_key(lambda c, t: decisions.resume(c, t, one, self.now), slug)

    @rule(slug=counters, line=st.sampled_from(sorted(LINES)), wanted=st.none() | counters)
    def transfers(self, slug, line, wanted):
        _, before = self.at(slug)
        self.try_key(lambda c, t: decisions.transfer(c, t, line, wanted, self.now), slug)
        if before and before.state in AT_COUNTER:
            after = self.state.tickets[before.id]
            assert after.arrived_at == before.arrived_at
            assert after.number == before.number

    @precondition(lambda self: self.state.tickets)
    @rule(pick=st.integers(0, 500))
    def gives_up(self, pick):
        ticket = list(self.state.tickets.values())[pick % len(self.state.tickets)]
        try:
            self.record(decisions.cancel(ticket, self.now))
        except errors.TicketStateError:
            assert ticket.state in {State.SERVING, *ENDED}

    @invariant()
    def nobody_is_lost(self):
        assert len(self.state.tickets) == len(self.shown)
        numbers = {(t.day, t.number) for t in self.state.tickets.values()}
        assert numbers == self.shown

    @invariant()
    def nobody_is_at_two_counters(self):
        held = [c.ticket for c in self.state.head.counters.values() if c.ticket]
        assert len(held) == len(set(held))
        present = {t.id for t in self.state.tickets.values() if t.state in AT_COUNTER}
        assert present == set(held)

    @invariant()
    def figures_are_right(self):
        for line in LINES:
            there = sum(t.line == line for t in self.state.waiting())
            assert self.state.head.lines.get(line, 0) == there

    def teardown(self):
        again = replay(ev.event_of(e.kind, e.hall, e.at, e.body()) for e in self.told)
        assert again == self.state
        head = self.state.head
        assert Head.from_json(head.seq, head.hash, head.day, head.to_json()) == head


TestHall = Hall.TestCase
TestHall.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
