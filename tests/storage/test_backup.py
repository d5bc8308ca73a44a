import threading
import uuid
from datetime import timedelta

import pytest

from kiosk.actions.tickets import Wish, issue_ticket
from kiosk.storage.backup import BackupError, backup, restore
from kiosk.storage.engines import open_engine
from kiosk.storage.schema import ensure_halls
from kiosk.storage.verify import verify
from kiosk.storage.work import SqlWork
from tests.ward import NOON, ward


@pytest.fixture
def engine(sqlite_template, tmp_path):
    path = tmp_path / "motcua.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = open_engine(f"sqlite:///{path}")
    ensure_halls(engine, ["hoa-yen"])
    yield engine
    engine.dispose()


def take(engine):
    wish = Wish(line="ho-tich", tap=str(uuid.uuid4()))
    work = SqlWork(engine, lambda *_: None)
    return issue_ticket(work, ward(), wish, NOON, timedelta(minutes=10)).ticket.number


def test_a_backup_made_while_numbers_are_given_is_whole(engine, tmp_path):
    stop, given = threading.Event(), []

    def give():
        while not stop.is_set():
            given.append(take(engine))

    giver = threading.Thread(target=give)
    giver.start()
    while len(given) < 50:
        stop.wait(0.01)
    backup(engine, tmp_path / "copy.db")
    stop.set()
    giver.join()

    copy = open_engine(f"sqlite:///{tmp_path / 'copy.db'}")
    (verdict,) = verify(copy)
    assert verdict.difference == ""
    assert 50 <= verdict.tickets <= len(given)


def test_a_restore_brings_the_day_back_while_the_database_is_open(engine, tmp_path):
    take(engine)
    backup(engine, tmp_path / "copy.db")
    assert take(engine) == "A002"
    restore(engine, tmp_path / "copy.db")
    assert verify(engine)[0].tickets == 1
    assert take(engine) == "A002"
    assert verify(engine)[0].difference == ""


@pytest.mark.parametrize("content", [b"", b"not a database" * 500])
def test_what_is_not_a_backup_is_refused_and_changes_nothing(engine, tmp_path, content):
    take(engine)
    (tmp_path / "wrong.db").write_bytes(content)
    with pytest.raises(BackupError):
        restore(engine, tmp_path / "wrong.db")
    assert verify(engine)[0].tickets == 1


def test_a_missing_file_is_named(engine, tmp_path):
    with pytest.raises(BackupError, match=r"gone\.db"):
        restore(engine, tmp_path / "gone.db")
