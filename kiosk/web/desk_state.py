"""What a desk shows."""

from typing import Any

from config.hall import HallSettings
from kiosk.actions.counters import Call
from kiosk.actions.halls import counter_of, open_counters
from kiosk.domain.calling import may_call
from kiosk.domain.estimates import Wait
from kiosk.domain.head import Head
from kiosk.domain.numbering import hall_day
from kiosk.domain.tickets import State, Ticket
from kiosk.views import local
from kiosk.web.office import now, office
from kiosk.web.pagedata import devices_json

SHOWN = 200
"""Tickets in a desk's list at most."""


def called_json(hall: HallSettings, call: Call) -> dict[str, Any] | None:
    """Return a called ticket and why it was next; None when nobody was called."""
    if call.ticket is None:
        return None
    views = office().views
    return views.ticket(call.ticket, hall, 0, Wait(0, 0)) | {
        **views.paper(call.ticket.id),
        "reason": call.reason or "arrival",
        "overtook": call.overtook,
    }


def desk_state(hall: HallSettings, slug: str) -> dict[str, Any]:
    """Return all that a desk shows of its counter."""
    queries = office().queries
    head = queries.head(hall.slug) or Head()
    counter, lines = head.counter(slug), counter_of(hall, slug).lines
    present, opened = office().views.present(hall, head, now()), open_counters(hall, head)
    mine = [t for t in present if t.state is State.WAITING and may_call(t, slug, lines, opened)]
    held = [t for t in present if t.state is State.ON_HOLD and t.counter == slug]
    return {
        "counter": slug,
        "open": counter.open,
        "officer": counter.officer,
        "since": local(counter.since, hall),
        "ticket": _current(hall, counter.ticket),
        "waiting": [_waiting(ticket, hall) for ticket in mine[:SHOWN]],
        "held": [_held(ticket, hall) for ticket in held],
        "counters_open": opened,
        "today": queries.today(hall.slug, slug, hall_day(now(), hall.timezone)),
        "late_minutes": hall.patience,
        "devices": devices_json(office().devices.all()),
        "seq": head.seq,
    }


def _current(hall: HallSettings, ticket: str | None) -> dict[str, Any] | None:
    found = office().views.full_ticket(ticket, now()) if ticket else None
    if found is None:
        return None
    called = office().queries.last_call(hall.slug, found["id"])
    reason, overtook = (called.reason, called.overtook) if called else ("arrival", None)
    return found | {"reason": reason, "overtook": overtook}


def _waiting(ticket: Ticket, hall: HallSettings) -> dict[str, Any]:
    return {
        "id": ticket.id,
        "number": ticket.number,
        "line": ticket.line,
        "priority": ticket.priority,
        "arrived_at": local(ticket.arrived_at, hall),
        "wanted": ticket.wanted,
    }


def _held(ticket: Ticket, hall: HallSettings) -> dict[str, Any]:
    since, note = office().queries.held_since(hall.slug, ticket)
    return {
        "id": ticket.id,
        "number": ticket.number,
        "line": ticket.line,
        "since": local(since, hall),
        "note": note,
    }
