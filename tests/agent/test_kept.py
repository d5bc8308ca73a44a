"""What an agent remembers of a printer through its restarts."""

from dataclasses import replace

import pytest

from config.agent import PrinterSettings
from config.hall import Text
from devices.agent import kept as limits
from devices.agent.kept import Kept
from devices.agent.printing import PrinterWorker
from devices.printers.base import Abilities, PrinterStatus
from tests.agent.parts import WELL, Office, WoodenPrinter

KIOSK = PrinterSettings(name="p1", model="escpos", port="tcp://10.0.0.6", roll=8)
OUT = replace(WELL, online=False, paper="out")


def met(office: Office, settings: PrinterSettings = KIOSK) -> tuple[Kept, WoodenPrinter]:
    kept, printer = Kept(office.memory, settings), WoodenPrinter()
    kept.lend(printer)
    return kept, printer


def test_a_new_printer_has_done_nothing_yet(office: Office) -> None:
    _, printer = met(office)
    assert printer.abilities == Abilities(answers=False, confirms=None)


def test_what_it_was_seen_to_do_is_known_after_a_restart(office: Office) -> None:
    kept, printer = met(office)
    printer.abilities = Abilities(answers=True, confirms=True)
    kept.note(printer)
    _, again = met(office)
    assert again.abilities == Abilities(answers=True, confirms=True)


def test_another_plug_is_another_printer(office: Office) -> None:
    kept, printer = met(office)
    printer.abilities, printer.fed = Abilities(answers=True, confirms=False), 8000
    kept.note(printer, tickets=1)
    other = PrinterSettings(name="p1", model="escpos", port="tcp://10.0.0.7", roll=8)
    kept, printer = met(office, other)
    assert printer.abilities == Abilities()
    assert kept.tickets_left() == 8 * 8000 // limits.USUAL_ROWS // 10 * 10


@pytest.mark.parametrize("word", ["yes", "no"])
def test_what_the_installer_says_counts_more(office: Office, word: str) -> None:
    kept, printer = met(office)
    printer.abilities = Abilities(answers=word == "no", confirms=word == "no")
    kept.note(printer)
    said = PrinterSettings(name="p1", model="escpos", port="tcp://10.0.0.6", confirm=word)
    kept, printer = Kept(office.memory, said), WoodenPrinter()
    printer.abilities = mine = Abilities(answers=word == "yes", confirms=word == "yes")
    kept.lend(printer)
    assert printer.abilities is mine


def test_the_tickets_left_follow_from_the_paper_that_went_through(office: Office) -> None:
    kept, printer = met(office)
    for _ in range(limits.ENOUGH):
        printer.fed += 1000
        kept.note(printer, tickets=1)
    assert kept.tickets_left() == (8 * 8000 - 20 * 1000) // 1000
    printer.fed += 100 * 1000
    kept.note(printer, tickets=100)
    assert kept.tickets_left() == 0
    kept.new_roll()
    assert kept.tickets_left() == 8 * 8000 // limits.USUAL_ROWS // 10 * 10


def test_void_strips_use_paper_too(office: Office) -> None:
    kept, printer = met(office)
    for _ in range(limits.ENOUGH):
        printer.fed += 1000
        kept.note(printer, tickets=1)
    printer.fed += 20_000
    kept.note(printer)
    assert kept.tickets_left() == (8 * 8000 - 40_000) // 2000


def test_paper_after_none_is_a_new_roll(office: Office) -> None:
    kept, printer = met(office)
    printer.fed = 60_000
    kept.note(printer)
    worker = PrinterWorker("p1", lambda: printer, office.around, kept)
    few = kept.tickets_left()
    worker._tell_status(WELL)
    assert kept.tickets_left() == few
    worker._tell_status(OUT)
    worker._tell_status(WELL)
    assert kept.tickets_left() > few


def test_the_server_is_told_what_is_left_and_who_stands_in(office: Office) -> None:
    settings = PrinterSettings(
        name="p1", model="escpos", port="tcp://x", fallback="p2", place=Text(vi="cạnh cửa")
    )
    worker = PrinterWorker("p1", WoodenPrinter, office.around, Kept(office.memory, settings))
    worker._tell_status(PrinterStatus())
    (report,) = office.standing.due(0, patience=9)
    assert report.facts == {
        "answers": False,
        "tickets_left": 810,
        "fallback": "p2",
        "place_vi": "cạnh cửa",
    }
