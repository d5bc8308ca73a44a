"""What another program writes beside the server: screens show it, also a restored backup."""

import pytest

from kiosk.domain.events import CounterOpened
from kiosk.storage.backup import backup, restore
from kiosk.storage.engines import open_engine
from kiosk.storage.work import SqlWork
from tests.live.clients import desk, phone, wall
from tests.live.words import HALL
from tests.sockets import folded
from tests.ward import NOON

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def beside(hall_url):
    """The database as another program has it open: this one, for the server is a process."""
    engine = open_engine(hall_url)
    yield engine
    engine.dispose()


def shown(screen) -> dict:
    """Return what a wall shows now."""
    with screen._news:
        return folded(screen.heard).as_json()


def test_a_row_of_another_program_is_on_the_walls(server, keep, beside):
    screen = keep(wall(server))
    screen.until_body("board")

    with SqlWork(beside, lambda *_: None).hall(HALL) as log:
        log.record(CounterOpened(hall=HALL, at=NOON, counter="3", lines=("ho-tich",)))

    screen.until_body("counter.opened", counter="3")


@ON_SQLITE
@pytest.mark.parametrize("came", ["nothing", "as many rows as were lost", "more rows"])
def test_a_restored_backup_is_on_the_walls_whatever_came_after_it(
    server, keep, beside, tmp_path, came
):
    for _ in range(2):
        server.take()
    server.press("open", counter="1")
    backup(beside, tmp_path / "copy.db")
    screen = keep(wall(server))
    kept = screen.until_body("board")["seq"]
    called = [server.press("call", counter="1")["number"] for _ in range(2)]
    screen.until_body("ticket.called", number=called[-1])
    lost = screen.seqs()[-1] - kept

    restore(beside, tmp_path / "copy.db")
    for _ in range({"nothing": 0, "more rows": lost + 3}.get(came, lost)):
        server.take("chung-thuc")
    screen.until(lambda: len(screen.bodies("board")) > 1)
    last = server.take("chung-thuc")["number"]
    screen.until_body("ticket.issued", number=last)

    truth = keep(wall(server)).until_body("board")
    assert shown(screen) == {key: truth[key] for key in ("seq", "calls", "waiting")}
    assert truth["calls"] == []


@ON_SQLITE
def test_a_restored_backup_is_on_desks_and_phones(server, keep, beside, tmp_path):
    mine = server.take()["id"]
    backup(beside, tmp_path / "copy.db")
    server.press("cancel", ticket=mine)
    screens = [keep(desk(server)), keep(phone(server, mine))]
    screens[1].until_body("ticket", state="cancelled")

    restore(beside, tmp_path / "copy.db")

    screens[0].until_body("restored")
    screens[1].until_body("ticket", state="waiting")
