import os
import resource
import threading
import uuid
from datetime import timedelta
from pathlib import Path

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


def test_a_backup_that_cannot_be_written_is_refused_and_leaves_nothing(engine, tmp_path):
    take(engine)
    (tmp_path / "folder").mkdir()
    for target, why in [
        (tmp_path / "gone" / "copy.db", "there is no folder .*gone"),
        (Path("/proc/copy.db"), "the backup cannot be written"),  # not even root may
        (tmp_path / "folder", "the backup cannot be written: Is a directory"),
        (tmp_path / ("x" * 300), "the backup cannot be written: File name too long"),
        (tmp_path / "motcua.db", "this is the database itself"),
    ]:
        with pytest.raises(BackupError, match=why):
            backup(engine, target)
    assert sorted(file.name for file in tmp_path.glob("*.part")) == []
    assert take(engine) == "A002"


@pytest.fixture
def full_disk():
    """Let no file grow beyond 40 KB meanwhile."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_on_a_full_disk_the_backup_before_it_stays(engine, tmp_path, full_disk):
    (tmp_path / "copy.db").write_bytes(b"yesterday's")
    with pytest.raises(BackupError, match="the backup cannot be written"):
        backup(engine, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == b"yesterday's"
    assert not (tmp_path / "copy.db.part").exists()


def test_a_restore_says_which_file_is_at_fault(engine, tmp_path):
    take(engine)
    backup(engine, tmp_path / "copy.db")
    elsewhere = open_engine(f"sqlite:///{tmp_path / 'gone' / 'motcua.db'}")
    with pytest.raises(BackupError, match=r"gone/motcua\.db: the database cannot be written"):
        restore(elsewhere, tmp_path / "copy.db")
    with pytest.raises(BackupError, match=r"motcua\.db: this is the database itself"):
        restore(engine, tmp_path / "motcua.db")
    (tmp_path / "wrong.db").write_bytes(b"not a database" * 500)
    with pytest.raises(BackupError, match=r"wrong\.db: the backup cannot be read: file is not a"):
        restore(engine, tmp_path / "wrong.db")


def test_only_the_owner_can_read_database_and_backup(engine, tmp_path):
    before = os.umask(0o022)
    backup(engine, tmp_path / "copy.db")
    restored = open_engine(f"sqlite:///{tmp_path / 'restored.db'}")
    restore(restored, tmp_path / "copy.db")
    made = open_engine(f"sqlite:///{tmp_path / 'made.db'}")
    with made.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE one (a)")
        files = ["copy.db", "restored.db", "made.db", "made.db-wal", "made.db-shm"]
        modes = {name: (tmp_path / name).stat().st_mode & 0o777 for name in files}
    made.dispose()
    os.umask(before)
    assert modes == dict.fromkeys(files, 0o600)


def test_a_missing_file_is_named(engine, tmp_path):
    with pytest.raises(BackupError, match=r"gone\.db"):
        restore(engine, tmp_path / "gone.db")
