"""The printer's thread: what happens to a job when the printer, or the agent, fails."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from devices.agent import printing
from devices.agent.printing import PrinterWorker
from devices.agent.supervisor import Supervisor
from devices.errors import (
    DeviceGoneError,
    DeviceSettingsError,
    DeviceUnansweredError,
    PaperOutError,
)
from devices.printers.base import Outcome, PrinterStatus
from tests.agent.parts import NOON, WELL, Office, WoodenPrinter, job
from tests.agent.standin import wait_for

OUT = PrinterStatus(online=False, paper="out", cover_open=False, cutter_fault=False)
NEAR = PrinterStatus(online=True, paper="near_end", cover_open=False, cutter_fault=False)


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("POLL", "POLL_MUTE", "RETRY", "RETRY_MOST"):
        monkeypatch.setattr(printing, name, 0.02)


@contextmanager
def working(office: Office, printer: WoodenPrinter) -> Iterator[PrinterWorker]:
    worker = PrinterWorker("p1", lambda: printer, office.around)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join(3)
        assert not thread.is_alive()


def finished(office: Office, number: str = "A001") -> Callable[[], bool]:
    def probe() -> bool:
        rows = office.memory.rows("SELECT state FROM spool WHERE id = ?", f"job-{number}")
        return rows[0]["state"] in {"done", "failed", "expired", "uncertain"}

    return probe


def states(office: Office) -> list[str]:
    return [report.message or report.state for report in office.standing.due(0, patience=9)]


def test_jobs_are_printed_in_order_and_reported_once(office: Office) -> None:
    printer = WoodenPrinter()
    with working(office, printer) as worker:
        for place, number in enumerate(("A001", "A002", "A003")):
            office.spool.add(job(number, life=600 + place), NOON)
            worker.wake()
        wait_for(finished(office, "A003"))

    assert printer.strips == ["A001", "A002", "A003"]
    assert office.reports() == [(f"job-{number}", "done") for number in printer.strips]
    assert printer.closed


def test_a_printer_that_is_not_ready_keeps_the_job_waiting(office: Office) -> None:
    printer = WoodenPrinter(("before", DeviceGoneError("no cable")), ("before", PaperOutError()))
    office.spool.add(job(), NOON)
    with working(office, printer):
        wait_for(finished(office))
    assert printer.strips == ["A001"]
    assert printer.recovered == []
    assert office.reports() == [("job-A001", "done")]


def test_a_job_broken_off_is_voided_and_printed_again(office: Office) -> None:
    gone = DeviceGoneError("cable out")
    printer = WoodenPrinter(("sending", gone), ("recover", gone), ("sending", gone))
    office.spool.add(job(), NOON)
    with working(office, printer):
        wait_for(finished(office))
    assert printer.recovered == ["sending", "sending"]
    assert printer.strips == ["A001"]
    assert office.reports()[-1] == ("job-A001", "done")


def test_a_confirmed_body_is_only_cut(office: Office) -> None:
    printer = WoodenPrinter(("body_confirmed", DeviceGoneError()))
    office.spool.add(job(), NOON)
    with working(office, printer):
        wait_for(finished(office))
    assert printer.strips == ["cut"]
    assert office.reports() == [("job-A001", "done")]


@pytest.mark.parametrize("stage", ["sending", "body_confirmed"])
def test_after_a_restart_the_paper_is_brought_in_order_first(office: Office, stage: str) -> None:
    office.spool.add(job("A002", life=700), NOON)
    office.spool.advance("job-A002", "sending", NOON)
    if stage == "body_confirmed":
        office.spool.advance("job-A002", "body_confirmed", NOON)
    office.spool.add(job("A001"), NOON)
    printer = WoodenPrinter()
    with working(office, printer):
        wait_for(lambda: finished(office)() and finished(office, "A002")())
    assert printer.recovered == [stage]
    expected = ["A001", "A002"] if stage == "sending" else ["cut", "A001"]
    assert printer.strips == expected


def test_a_mute_printer_gets_one_attempt(office: Office) -> None:
    printer = WoodenPrinter(("sending", DeviceUnansweredError("nothing")))
    printer.recovery = Outcome.UNCONFIRMED
    office.spool.add(job(), NOON)
    with working(office, printer):
        wait_for(finished(office))
    assert printer.strips == []
    assert office.reports()[-1] == ("job-A001", "uncertain")


def test_a_printer_that_still_chews_on_the_last_agents_bytes_is_waited_for(
    office: Office,
) -> None:
    office.spool.add(job(), NOON)
    office.spool.advance("job-A001", "sending", NOON)
    printer = WoodenPrinter()
    printer.recovery = Outcome.UNCONFIRMED
    with working(office, printer):
        wait_for(lambda: len(printer.recovered) > 2)
        assert not finished(office)()
        printer.recovery = None
        wait_for(finished(office))
    assert printer.strips == ["A001"]


def test_a_job_expires_while_the_printer_has_no_paper(office: Office) -> None:
    printer = WoodenPrinter()
    printer.how = OUT
    office.spool.add(job(life=60), NOON)
    with working(office, printer):
        wait_for(lambda: "paper_out" in states(office))
        office.time = NOON.replace(minute=2)
        wait_for(finished(office))
        printer.how = WELL
        wait_for(lambda: "ok" in states(office))
    assert printer.strips == []
    assert office.reports() == [("job-A001", "expired")]


def test_a_job_dropped_at_the_last_moment_sends_no_byte(office: Office) -> None:
    printer = WoodenPrinter()
    printer.during = lambda stage: stage == "before" and office.spool.drop("job-A001", NOON)
    office.spool.add(job(), NOON)
    office.spool.add(job("A002", life=700), NOON)
    with working(office, printer):
        wait_for(finished(office, "A002"))
    assert printer.strips == ["A002"]


def test_a_slip_that_cannot_be_printed_fails_and_the_next_goes_on(office: Office) -> None:
    printer = WoodenPrinter()
    office.spool.add(job("A001"), NOON)
    with office.memory.transaction() as db:
        db.execute("UPDATE spool SET slip = '{}'")
    office.spool.add(job("A002", life=700), NOON)
    with working(office, printer):
        wait_for(finished(office, "A002"))
    assert printer.strips == ["A002"]
    assert office.reports()[0] == ("job-A001", "failed")


def test_a_job_that_always_breaks_ends_at_last(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "ATTEMPTS", 3)
    printer = WoodenPrinter(*[("sending", DeviceGoneError())] * 3)
    office.spool.add(job(), NOON)
    with working(office, printer):
        wait_for(finished(office))
    assert printer.recovered == ["sending"] * 3
    assert office.reports()[-1] == ("job-A001", "failed")


def test_wrong_settings_are_told_and_jobs_wait(office: Office) -> None:
    printer = WoodenPrinter(("open", DeviceSettingsError("baud")))
    office.spool.add(job(), NOON)
    with working(office, printer):
        wait_for(finished(office))
    assert printer.opened == 2
    assert printer.strips == ["A001"]


def test_the_state_is_told_on_change_only(office: Office) -> None:
    told = []
    office.standing.tell = told.append  # type: ignore[method-assign]
    printer = WoodenPrinter()
    with working(office, printer):
        for how in (WELL, OUT, WELL):
            printer.how = how
            for _ in range(3):
                printer.polled.clear()
                assert printer.polled.wait(3)
    assert [report.message or report.state for report in told] == [
        "starting",
        "ok",
        "paper_out",
        "ok",
    ]


def test_a_chattering_paper_sensor_gives_no_alarm(office: Office) -> None:
    told = []
    office.standing.tell = told.append  # type: ignore[method-assign]
    worker = PrinterWorker("p1", WoodenPrinter, office.around)
    for how in [WELL, *[NEAR, WELL] * 5, NEAR, NEAR, WELL, NEAR, WELL, WELL]:
        worker._tell_status(how)
    assert [report.message or report.state for report in told] == ["ok", "near_end", "ok"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_dead_thread_is_started_again_and_a_poisonous_job_ends(office: Office) -> None:
    printer = WoodenPrinter(*[("before", ZeroDivisionError())] * 3)
    worker = PrinterWorker("p1", lambda: printer, office.around)
    office.spool.add(job("A001"), NOON)
    office.spool.add(job("A002", life=700), NOON)
    supervisor = Supervisor([worker])
    supervisor.start()
    clock = iter(range(0, 10_000, 60))
    wait_for(lambda: supervisor.check(next(clock)) or finished(office, "A002")())
    assert supervisor.stop(3)

    assert printer.strips == ["A002"]
    assert worker.restarts == 3
    assert [end for end in office.reports() if end[1] != "sending"] == [
        ("job-A001", "failed"),
        ("job-A002", "done"),
    ]
