"""Halls, their boards and their journals."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from kiosk.domain.journal import written
from kiosk.web import shapes
from kiosk.web.identity import require
from kiosk.web.language import language
from kiosk.web.office import now, office
from kiosk.web.openapi import Api, asked

api = Api(Blueprint("api", __name__, url_prefix="/api/v1"))
STAFF = ("token", "session")
LARGEST_PAGE = 1000


@api.call("GET", "/halls", answers={200: shapes.HallList})
def list_halls() -> ResponseReturnValue:
    """The halls of this server."""
    said = language()
    halls = office().settings.halls
    return jsonify(halls=[{"hall": h.slug, "name": h.title.in_language(said)} for h in halls])


@api.call("GET", "/halls/<hall>", answers={200: shapes.HallNow})
def show_hall(hall: str) -> ResponseReturnValue:
    """A hall now: lines, who waits, how long it takes, counters."""
    return jsonify(office().views.hall(office().hall(hall), language(), now()))


@api.call("GET", "/halls/<hall>/board", answers={200: shapes.BoardNow})
def show_board(hall: str) -> ResponseReturnValue:
    """What the wall shows: the last calls, newest first, and who waits."""
    return jsonify(office().views.board(office().hall(hall), now()))


@api.call(
    "GET",
    "/halls/<hall>/journal",
    answers={200: shapes.JournalPage},
    query=shapes.JournalQuery,
    security=STAFF,
)
def read_journal(hall: str) -> ResponseReturnValue:
    """The hall's events in order, after ``since``; ``next`` is the ``since`` of the next page."""
    require("supervisor")
    query, slug = asked(shapes.JournalQuery), office().hall(hall).slug
    size = min(query.limit, LARGEST_PAGE)
    # One more than is shown tells whether there are more.
    entries = office().queries.entries(slug, query.since, size + 1)
    events = [
        {
            "seq": entry.seq,
            "at": written(entry.at),
            "kind": entry.kind,
            "body": entry.facts,
            "prev_hash": entry.prev_hash,
            "hash": entry.hash,
        }
        for entry in entries[:size]
    ]
    return jsonify(hall=slug, events=events, next=events[-1]["seq"] if entries[size:] else None)
