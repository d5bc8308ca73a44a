"""The counter's keys."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from kiosk.actions import counters as keys
from kiosk.actions.counters import Place
from kiosk.actions.halls import counter_of
from kiosk.domain.counters import Counter
from kiosk.domain.tickets import Ticket
from kiosk.views import local
from kiosk.web import shapes
from kiosk.web.api_halls import STAFF, api
from kiosk.web.desk_state import called_json, desk_state
from kiosk.web.identity import require
from kiosk.web.office import now, office
from kiosk.web.openapi import sent

RULE = "/halls/<hall>/counters/<counter>"


def _place(hall: str, counter: str) -> Place:
    require("officer")
    return Place(office().hall(hall), counter, now())


def _state(ticket: Ticket) -> ResponseReturnValue:
    found = office().views.full_ticket(ticket.id, now())
    return jsonify((found or {}) | {"ticket": found})


def _counter(place: Place, counter: Counter) -> ResponseReturnValue:
    return jsonify(
        counter=counter.slug,
        open=counter.open,
        officer=counter.officer,
        since=local(counter.since, place.hall),
    )


@api.call("GET", RULE, answers={200: shapes.DeskNow}, security=STAFF)
def show_desk(hall: str, counter: str) -> ResponseReturnValue:
    """All that the desk shows: who is there, who waits, who is on hold, devices."""
    place = _place(hall, counter)
    counter_of(place.hall, counter)
    return jsonify(desk_state(place.hall, counter))


@api.call(
    "POST", f"{RULE}/call", answers={200: shapes.Called}, body=shapes.PressCall, security=STAFF
)
def press_call(hall: str, counter: str) -> ResponseReturnValue:
    """Finish the present visitor and call the next one.

    ``ticket`` is null when nobody waits; refused with ``counter_closed`` until ``open``.
    """
    place, body = _place(hall, counter), sent(shapes.PressCall)
    call = keys.call_next(office().work, place, str(body.tap) if body.tap else None)
    return jsonify(ticket=called_json(place.hall, call))


@api.call(
    "POST", f"{RULE}/recall", answers={200: shapes.TicketAnswer}, body=shapes.Press, security=STAFF
)
def press_recall(hall: str, counter: str) -> ResponseReturnValue:
    """Call the same visitor once more."""
    place = _place(hall, counter)
    sent(shapes.Press)
    return _state(keys.recall(office().work, place))


@api.call(
    "POST", f"{RULE}/begin", answers={200: shapes.TicketAnswer}, body=shapes.Press, security=STAFF
)
def press_begin(hall: str, counter: str) -> ResponseReturnValue:
    """Note that the visitor has come."""
    place = _place(hall, counter)
    sent(shapes.Press)
    return _state(keys.begin(office().work, place))


@api.call(
    "POST", f"{RULE}/finish", answers={200: shapes.TicketAnswer}, body=shapes.Press, security=STAFF
)
def press_finish(hall: str, counter: str) -> ResponseReturnValue:
    """End the visit."""
    place = _place(hall, counter)
    sent(shapes.Press)
    return _state(keys.finish(office().work, place))


@api.call(
    "POST", f"{RULE}/no-show", answers={200: shapes.TicketAnswer}, body=shapes.Press, security=STAFF
)
def press_no_show(hall: str, counter: str) -> ResponseReturnValue:
    """Note that the visitor did not come."""
    place = _place(hall, counter)
    sent(shapes.Press)
    return _state(keys.no_show(office().work, place))


@api.call(
    "POST",
    f"{RULE}/hold",
    answers={200: shapes.TicketAnswer},
    body=shapes.PressHold,
    security=STAFF,
)
def press_hold(hall: str, counter: str) -> ResponseReturnValue:
    """Let the visitor leave the counter for a while."""
    place, body = _place(hall, counter), sent(shapes.PressHold)
    return _state(keys.hold(office().work, place, body.reason))


@api.call(
    "POST",
    f"{RULE}/resume",
    answers={200: shapes.TicketAnswer},
    body=shapes.PressResume,
    security=STAFF,
)
def press_resume(hall: str, counter: str) -> ResponseReturnValue:
    """Take a visitor on hold back; without an id the one this counter held last."""
    place, body = _place(hall, counter), sent(shapes.PressResume)
    return _state(keys.resume(office().work, place, body.ticket))


@api.call(
    "POST",
    f"{RULE}/transfer",
    answers={200: shapes.TicketAnswer},
    body=shapes.PressTransfer,
    security=STAFF,
)
def press_transfer(hall: str, counter: str) -> ResponseReturnValue:
    """Send the visitor to another line or counter; the time of arrival is kept."""
    place, body = _place(hall, counter), sent(shapes.PressTransfer)
    return _state(keys.transfer(office().work, place, body.line, body.counter))


@api.call(
    "POST", f"{RULE}/open", answers={200: shapes.CounterState}, body=shapes.Press, security=STAFF
)
def press_open(hall: str, counter: str) -> ResponseReturnValue:
    """Open the counter."""
    who, place = require("officer"), _place(hall, counter)
    sent(shapes.Press)
    return _counter(place, keys.open_counter(office().work, place, who.name))


@api.call(
    "POST", f"{RULE}/close", answers={200: shapes.CounterState}, body=shapes.Press, security=STAFF
)
def press_close(hall: str, counter: str) -> ResponseReturnValue:
    """Close the counter; refused with ``counter_busy`` while a visitor is there."""
    place = _place(hall, counter)
    sent(shapes.Press)
    return _counter(place, keys.close_counter(office().work, place))
