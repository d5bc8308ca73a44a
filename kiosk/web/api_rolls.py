"""Emergency rolls: numbers printed ahead for a power cut, and entered after it."""

from datetime import timedelta
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from config.hall import HallSettings
from kiosk.actions import rolls
from kiosk.actions.halls import line_of
from kiosk.actions.printing import Hand
from kiosk.domain.errors import InputError, PrinterUnknownError
from kiosk.domain.head import Head
from kiosk.domain.numbering import ticket_number
from kiosk.domain.rolls import roll_prefix
from kiosk.views import local
from kiosk.web import shapes_rolls as shapes
from kiosk.web.api_halls import STAFF, api
from kiosk.web.identity import Identity, require
from kiosk.web.office import now, office
from kiosk.web.openapi import sent
from kiosk.web.printers import known_printer, printer_for

RULE = "/halls/<hall>/rolls"


@api.call("GET", RULE, answers={200: shapes.RollList}, security=STAFF)
def list_rolls(hall: str) -> ResponseReturnValue:
    """Each line's emergency numbers: the last one printed, and the stretches not used yet."""
    require("officer")
    return jsonify(rolls=rolls_json(office().hall(hall)))


@api.call("POST", RULE, answers={201: shapes.RollReserved}, body=shapes.ReserveRoll, security=STAFF)
def reserve_roll(hall: str) -> ResponseReturnValue:
    """Set the next numbers of a line's emergency series aside and print a slip of each."""
    who, asked = require("supervisor"), sent(shapes.ReserveRoll)
    there = office().hall(hall)
    made = reserve(who, there, asked.line, asked.count, asked.printer)
    return jsonify(_stretch(there, made)), 201


@api.call(
    "POST",
    f"{RULE}/enter",
    answers={200: shapes.RollEntered},
    body=shapes.EnterRoll,
    security=STAFF,
)
def enter_roll(hall: str) -> ResponseReturnValue:
    """Enter the numbers that visitors hold; all of them or none. The same ``tap`` enters once."""
    who, asked = require("officer"), sent(shapes.EnterRoll)
    there = office().hall(hall)
    prefix = roll_prefix(line_of(there, asked.line).prefix)
    entry = rolls.Entry(
        line=asked.line,
        first=figure(asked.first, prefix, "first"),
        last=figure(asked.last, prefix, "last"),
        tap=str(asked.tap),
        since=asked.since,
        priority=asked.priority,
    )
    tickets = rolls.enter_roll(office().work, there, entry, who.name, now())
    found = [
        {"id": one.id, "number": one.number, "arrived_at": local(one.arrived_at, there)}
        for one in tickets
    ]
    return jsonify(tickets=found)


@api.call(
    "POST", f"{RULE}/void", answers={200: shapes.RollList}, body=shapes.VoidRoll, security=STAFF
)
def void_roll(hall: str) -> ResponseReturnValue:
    """Note that printed numbers were spoilt or lost: they are never used."""
    who, asked = require("supervisor"), sent(shapes.VoidRoll)
    there = office().hall(hall)
    prefix = roll_prefix(line_of(there, asked.line).prefix)
    spoilt = rolls.Stretch(
        line=asked.line,
        first=figure(asked.first, prefix, "first"),
        last=figure(asked.last, prefix, "last"),
    )
    rolls.void_roll(office().work, there, spoilt, who.name, now())
    return jsonify(rolls=rolls_json(there))


def reserve(
    who: Identity, hall: HallSettings, line: str, count: int, printer: str | None
) -> rolls.Stretch:
    """Reserve and print; see ``kiosk.actions.rolls``.

    Raises:
        PrinterUnknownError: There is none of this name, or none at all.
    """
    where = known_printer(printer, hall) if printer else printer_for(who, hall.slug)
    if where is None:
        raise PrinterUnknownError(printer="")
    life = timedelta(minutes=office().settings.agent.job_minutes)
    hand = Hand(by=who.name, at=now(), life=life)
    return rolls.reserve_roll(office().work, hall, line, count, where, hand)


def figure(number: str | int, prefix: str, field: str) -> int:
    """Return the figure of a number as it stands on paper (``AX007``), or as a bare figure.

    Raises:
        InputError: It is neither.
    """
    text = str(number).strip().upper().removeprefix(prefix)
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise InputError(field=field, fault=f"like {ticket_number(prefix, 1)}")
    return int(text)


def rolls_json(hall: HallSettings) -> list[dict[str, Any]]:
    """Return each line's emergency numbers."""
    head = office().queries.head(hall.slug) or Head()
    found = []
    for line in hall.line:
        prefix = roll_prefix(line.prefix)
        series = head.roll(prefix, line.slug)
        unused = [
            {"first": ticket_number(prefix, first), "last": ticket_number(prefix, last)}
            for first, last in series.unused
        ]
        last = ticket_number(prefix, series.last) if series.last else None
        found.append({"line": line.slug, "prefix": prefix, "last": last, "unused": unused})
    return found


def _stretch(hall: HallSettings, made: rolls.Stretch) -> dict[str, Any]:
    prefix = roll_prefix(line_of(hall, made.line).prefix)
    return {
        "line": made.line,
        "first": ticket_number(prefix, made.first),
        "last": ticket_number(prefix, made.last),
        "count": made.last - made.first + 1,
    }
