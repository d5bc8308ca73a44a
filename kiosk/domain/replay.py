"""A whole hall recomputed from its journal."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from kiosk.domain import events as ev
from kiosk.domain.evolve import issued, ticket_after
from kiosk.domain.head import Head
from kiosk.domain.tickets import State, Ticket


@dataclass
class HallState:
    """Everything a hall's journal says: its head and its tickets by id."""

    head: Head = field(default_factory=Head)
    tickets: dict[str, Ticket] = field(default_factory=dict)

    def apply(self, event: ev.Event) -> None:
        """Change the hall as the event says."""
        before = after = None
        if isinstance(event, ev.TicketIssued):
            after = issued(event)
        elif isinstance(event, ev.TicketEvent):
            before = self.tickets[event.ticket]
            after = ticket_after(before, event)
        if after:
            self.tickets[after.id] = after
        self.head.apply(event, before, after)

    def waiting(self) -> list[Ticket]:
        """Return the tickets that wait, in no order."""
        return [ticket for ticket in self.tickets.values() if ticket.state is State.WAITING]


def replay(events: Iterable[ev.Event]) -> HallState:
    """Fold events, in order, into the hall they leave."""
    hall = HallState()
    for event in events:
        hall.apply(event)
    return hall
