"""The calling order: who is next, and why."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Choice:
    """The next ticket, why it is next, and whom it overtakes."""

    ticket: Ticket
    reason: str
    overtook: str | None


def may_call(ticket: Ticket, counter: str, lines: Collection[str], opened: Collection[str]) -> bool:
    """Tell whether a counter may call a waiting ticket.

    Who was sent to one counter waits for it while it is open; as long as it is not, any counter
    of the line may call, or the visitor would wait for nobody.
    """
    if ticket.wanted == counter:
        return True
    return ticket.line in lines and ticket.wanted not in opened


def next_ticket(waiting: Iterable[Ticket], patience: timedelta, now: datetime) -> Choice | None:
    """Choose among the tickets that a counter may call; None when nobody waits.

    The earliest arrival is next, where a priority group counts as having come its head start
    earlier. Who has waited longer than ``patience`` is not overtaken by anybody any more.
    It is enough to pass the earliest by arrival and the earliest by rank.
    """
    tickets = sorted(waiting, key=lambda ticket: (ticket.arrived_at, ticket.sequence, ticket.id))
    if not tickets:
        return None
    oldest = tickets[0]
    chosen = min(tickets, key=lambda ticket: _rank(ticket, patience, now))
    if chosen.id == oldest.id:
        waited_out = now - oldest.arrived_at > patience
        return Choice(chosen, "patience" if waited_out else "arrival", None)
    return Choice(chosen, "priority", oldest.number)


def _rank(ticket: Ticket, patience: timedelta, now: datetime) -> tuple[bool, datetime, int, str]:
    patient = now - ticket.arrived_at <= patience
    claim = ticket.rank_at if patient else ticket.arrived_at
    return (patient, claim, ticket.sequence, ticket.id)
