"""The spool: every job once, in order, through any restart."""

import sqlite3
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from devices.agent.memory import FILE, SCHEMA, AgentMemoryError, Memory
from devices.agent.outbox import Outbox
from devices.agent.spool import Spool
from tests.agent.parts import NOON, Office, job

MINUTE = timedelta(minutes=1)


def test_jobs_come_in_the_order_of_their_issue_not_of_their_arrival(office: Office) -> None:
    for seconds, number in ((2, "A002"), (1, "A001"), (3, "A003")):
        office.spool.add(job(number, life=600 + seconds), NOON)

    order = []
    while waiting := office.spool.next_job("p1"):
        order.append(waiting.id)
        office.spool.finish(waiting.id, "done", "", NOON)

    assert order == ["job-A001", "job-A002", "job-A003"]


def test_a_half_done_job_comes_before_all_others(office: Office) -> None:
    office.spool.add(job("A002", life=620), NOON)
    assert office.spool.advance("job-A002", "sending", NOON)
    office.spool.add(job("A001"), NOON)

    waiting = office.spool.next_job("p1")

    assert waiting
    assert (waiting.id, waiting.stage) == ("job-A002", "sending")


def test_a_known_job_is_not_taken_again_and_reported_again(office: Office) -> None:
    assert office.spool.add(job(), NOON)
    assert not office.spool.add(job(), NOON)
    assert office.reports() == []

    office.spool.advance("job-A001", "sending", NOON)
    assert office.reports() == [("job-A001", "sending")]
    office.spool.add(job(), NOON)
    assert office.reports() == [("job-A001", "sending")]

    office.spool.finish("job-A001", "done", "", NOON)
    office.spool.add(job(), NOON)
    assert office.reports() == [("job-A001", "done")]
    office.spool.add(job(), NOON)
    assert office.reports() == [("job-A001", "done")]
    assert office.spool.next_job("p1") is None


def test_a_job_ends_once(office: Office) -> None:
    office.spool.add(job(), NOON)
    office.spool.finish("job-A001", "failed", "slip", NOON)
    office.spool.finish("job-A001", "done", "", NOON)
    assert office.reports() == [("job-A001", "failed")]


def test_a_late_job_expires_and_is_not_printed(office: Office) -> None:
    office.spool.add(job("A001", life=60), NOON)
    office.spool.add(job("A002", life=180), NOON)

    assert office.spool.expire(NOON + MINUTE * 2) == 1

    assert office.reports() == [("job-A001", "expired")]
    assert not office.spool.advance("job-A001", "sending", NOON)


def test_a_wrong_clock_on_this_pc_does_not_expire_a_job(office: Office) -> None:
    ahead = NOON + MINUTE * 60
    office.spool.add(job("A001", life=600, sent_at=NOON), ahead)

    assert office.spool.expire(ahead + MINUTE * 9) == 0
    assert office.spool.expire(ahead + MINUTE * 10) == 1


def test_a_job_may_be_dropped_until_its_first_byte(office: Office) -> None:
    office.spool.add(job("A001"), NOON)
    office.spool.add(job("A002", life=700), NOON)
    office.spool.advance("job-A002", "sending", NOON)

    assert office.spool.drop("job-A001", NOON)
    assert office.spool.drop("job-A001", NOON)
    assert not office.spool.drop("job-A002", NOON)
    assert not office.spool.advance("job-A001", "sending", NOON)


def test_a_drop_may_overtake_its_job(office: Office) -> None:
    assert office.spool.drop("job-A001", NOON)
    assert not office.spool.add(job("A001"), NOON)
    assert office.spool.next_job("p1") is None


def test_the_jobs_of_a_printer_that_is_gone_have_failed(office: Office) -> None:
    office.spool.add(job(), NOON)
    office.spool.abandon(["p1"], NOON)
    assert office.reports() == []
    office.spool.abandon(["p2"], NOON)
    assert office.reports() == [("job-A001", "failed")]


def test_old_jobs_lose_their_text_then_their_id(office: Office) -> None:
    office.spool.add(job("A001"), NOON)
    office.spool.add(job("A002"), NOON)
    office.spool.finish("job-A001", "done", "", NOON)

    office.spool.prune(NOON + timedelta(days=2))
    texts = office.memory.rows("SELECT slip IS NULL AS gone FROM spool ORDER BY id")
    assert [row["gone"] for row in texts] == [1, 0]
    assert not office.spool.add(job("A001"), NOON)

    office.spool.prune(NOON + timedelta(days=31))
    assert [row["id"] for row in office.memory.rows("SELECT id FROM spool")] == ["job-A002"]


def test_the_file_keeps_jobs_and_letters(office: Office, tmp_path: Path) -> None:
    office.spool.add(job(), NOON)
    office.spool.advance("job-A001", "sending", NOON)
    office.memory.close()

    memory = Memory(tmp_path)
    outbox = Outbox(memory)
    waiting, letter = Spool(memory, outbox).next_job("p1"), outbox.first()
    memory.close()

    assert waiting
    assert waiting.stage == "sending"
    assert letter
    assert letter.body["state"] == "sending"


def test_a_second_agent_may_not_use_the_folder(office: Office, tmp_path: Path) -> None:
    with pytest.raises(AgentMemoryError, match="another agent"):
        Memory(tmp_path)


def test_only_the_agents_user_can_read_the_file(office: Office, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"noise" * 1000)
    with pytest.raises(AgentMemoryError, match=FILE):
        Memory(tmp_path)


def test_nothing_is_kept_after_an_error(office: Office) -> None:
    insert = "INSERT INTO outbox VALUES (1, 'm', 'j', 's', 'e', '{}', 0)"
    with pytest.raises(sqlite3.IntegrityError), office.memory.transaction() as db:
        _twice(db, insert)
    assert office.outbox.first() is None


def _twice(db: sqlite3.Connection, statement: str) -> None:
    db.execute(statement)
    db.execute(statement)


def test_a_job_that_breaks_off_says_so_and_why(office: Office) -> None:
    office.spool.add(job(), NOON)
    office.spool.advance("job-A001", "sending", NOON)
    office.spool.break_off("job-A001", "paper_out", NOON)

    waiting = office.spool.next_job("p1")
    assert waiting
    assert (waiting.state, waiting.stage, waiting.attempts) == ("needs_void", "sending", 1)
    letter = office.outbox.first()
    assert letter
    assert (letter.body["state"], letter.body["attempts"], letter.body["note"]) == (
        "needs_void",
        1,
        "paper_out",
    )


def test_a_body_that_is_proved_stays_so_whatever_breaks(office: Office) -> None:
    office.spool.add(job(), NOON)
    office.spool.advance("job-A001", "sending", NOON)
    office.spool.advance("job-A001", "body_confirmed", NOON)
    office.spool.break_off("job-A001", "cutter", NOON)
    waiting = office.spool.next_job("p1")
    assert waiting
    assert (waiting.state, waiting.stage) == ("body_confirmed", "body_confirmed")


def test_why_a_job_waits_is_told_once(office: Office) -> None:
    office.spool.add(job(), NOON)
    for note in ("paper_out", "paper_out", "cover_open"):
        office.spool.hold_up("job-A001", note, NOON)
    assert office.reports() == [("job-A001", "queued")]
    office.spool.hold_up("job-A001", "cover_open", NOON)
    assert office.reports() == []


def test_of_what_waits_to_be_told_only_the_newest_is_told(office: Office) -> None:
    office.spool.add(job("A001"), NOON)
    office.spool.add(job("A002"), NOON)
    for name in ("job-A001", "job-A002"):
        office.spool.advance(name, "sending", NOON)
    office.spool.advance("job-A001", "body_confirmed", NOON)
    office.spool.finish("job-A001", "done", "", NOON)
    assert office.reports() == [("job-A002", "sending"), ("job-A001", "done")]


def test_a_scrap_that_was_given_up_is_made_void_and_not_printed_again(office: Office) -> None:
    office.spool.add(job(), NOON)
    office.spool.advance("job-A001", "sending", NOON)
    assert office.spool.drop("job-A001", NOON, void=True) is None
    office.spool.break_off("job-A001", "paper_out", NOON)
    assert office.spool.drop("job-A001", NOON) is None
    assert office.spool.drop("job-A001", NOON, void=True) == "void"
    assert office.spool.next_job("p1")
    office.spool.requeue("job-A001", NOON)
    assert office.spool.next_job("p1") is None
    assert office.reports()[-1] == ("job-A001", "expired")


def test_a_file_of_an_older_version_keeps_its_jobs_and_letters(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / FILE)
    for script in SCHEMA[:2]:
        old.executescript(script)
    for row in (("a", "printed"), ("b", "unconfirmed"), ("c", "sending")):
        old.execute(
            "INSERT INTO spool (id, printer, copy, slip, turn, deadline, state, received_at,"
            " changed_at) VALUES (?, 'p1', 0, '{}', 0, 9e9, ?, 0, 0)",
            row,
        )
    body = '{"message": "m1", "id": "a", "state": "printed", "at": "2026-11-23T05:00:00Z"}'
    letter = "INSERT INTO outbox (message, job, state, event, body, at)"
    old.execute(f"{letter} VALUES ('m1', 'a', 'printed', 'job.state', ?, 0)", (body,))
    old.execute(f"{letter} VALUES ('m2', 'c', 'printing', 'job.state', ?, 0)", (body,))
    old.execute("PRAGMA user_version=2")
    old.commit()
    old.close()

    memory = Memory(tmp_path)
    outbox = Outbox(memory)
    first, waiting = outbox.first(), Spool(memory, outbox).next_job("p1")
    states = [tuple(row) for row in memory.rows("SELECT id, state FROM spool ORDER BY id")]
    memory.close()
    assert first
    assert first.body["state"] == "done"
    assert waiting
    assert waiting.id == "c"
    assert states == [("a", "done"), ("b", "uncertain"), ("c", "sending")]
