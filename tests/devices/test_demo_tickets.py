"""The tickets of the demo's own lines, as the server makes them: what they say and how long."""

from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pytest

from config.load import load
from devices.printers import drawing
from devices.printers.blocks import Slip
from devices.printers.drawing import draw
from devices.printers.letters import line as written
from kiosk.domain.tickets import Ticket
from kiosk.live.slips import slip
from tests.slips.reading import texts_on

NOW = datetime(2026, 11, 23, 1, 21, tzinfo=UTC)
HALL = load(None, {}, preset="demo").settings.halls[0]
URL = "http://192.168.1.10:8080"
TEN_CENTIMETRES = 800
MARK = 96
"""The mark of a priority visitor on two lines, in dots, with its box and distances."""


def _slip(line, language="vi", priority=None, paper=80):
    ticket = Ticket(
        id="abcdefghij0123456789", hall=HALL.slug, day=NOW.date(), line=line.slug,
        number=f"{line.prefix}014", sequence=14, priority=priority, language=language,
        issued_at=NOW, arrived_at=NOW, rank_at=NOW,
    )  # fmt: skip
    job = SimpleNamespace(kind="ticket", copy=0, ahead=13, low=20, high=60)
    return Slip.from_dict(slip(job, ticket, HALL, URL, paper))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("line", HALL.line, ids=[line.slug for line in HALL.line])
def test_a_ticket_is_at_most_ten_centimetres_long(fonts, line, language):
    ticket = _slip(line, language)
    said = texts_on(ticket.to_dict())
    assert {text.in_language(language) for text in line.bring} < set(said)
    assert len(line.bring) > 1
    assert draw(ticket, fonts).shape[0] <= TEN_CENTIMETRES


def test_only_a_priority_mark_makes_it_longer(fonts):
    group = max(HALL.priority, key=lambda group: len(group.name.vi))
    longest = max(draw(_slip(line, "vi", group.slug), fonts).shape[0] for line in HALL.line)
    assert longest <= TEN_CENTIMETRES + MARK


@pytest.mark.parametrize(("language", "words"), [("vi", "SỐ THỨ TỰ"), ("en", "YOUR NUMBER")])
@pytest.mark.parametrize("width", [576, 384])
def test_the_words_for_the_number_stand_right_above_it(fonts, language, words, width):
    sizes = drawing.sizes_for(width)
    ink = written(words, fonts.face(sizes.text["small"], bold=True))
    dots = draw(_slip(HALL.line[0], language), fonts, width=width)
    left = (width - ink.shape[1]) // 2
    band = dots[:, left : left + ink.shape[1]]
    rows = [row for row in range(len(band)) if np.array_equal(band[row : row + len(ink)], ink)]
    assert len(rows) == 1
    number = dots[rows[0] + len(ink) :][: 8 + sizes.cap]
    assert number[-sizes.cap // 2].sum() > width // 6


@pytest.mark.parametrize("sizes", [drawing.WIDE, drawing.NARROW])
def test_nothing_is_smaller_than_the_rules_allow(sizes):
    assert min(sizes.text.values()) >= 24
    assert min(sizes.cap, sizes.huge) >= 96
    assert sizes.module >= 5
