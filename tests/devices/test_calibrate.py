"""The sheet from which a person picks the printer's letters."""

import os
import socket
import subprocess
import sys
import threading

import pytest

from config.agent import PrinterSettings
from devices.printers.blocks import LONGEST
from devices.printers.body import check
from devices.printers.calibrate import CAPITALS, HEAD, SAMPLE, SLOTS, candidates, main, sheet
from devices.printers.pages import parse_page
from tests.servers import free_port

from .paper import letters, tokens

FILE = '[[agent.printer]]\nname = "kiosk-1"\nmodel = "{model}"\nport = "{port}"\n'


@pytest.fixture
def configured(tmp_path):
    def write(port, model="escpos"):
        file = tmp_path / "agent.toml"
        file.write_text("[agent]\n" + FILE.format(model=model, port=port), encoding="utf-8")
        return file

    return write


def read(data, page):
    """Return the sheet's lines as the letters of ``page`` would show them."""
    back = {(slot, data): letter for letter, (slot, data) in page.letters.items()}
    for line in letters(tokens(data)):
        yield "".join(
            chr(byte) if byte < 0x80 else back.get((slot, bytes([byte])), "¿")
            for slot, byte in line
        )


@pytest.mark.parametrize("paper", [80, 58])
def test_under_its_label_each_candidate_shows_the_sample(paper):
    settings = PrinterSettings(name="p", model="escpos", paper=paper)
    data = sheet(settings).removesuffix(b"\x1dVB\0")
    for spelled in candidates():
        if spelled.endswith("cp1258"):
            continue  # letters of two bytes: below
        said = list(read(data, parse_page(spelled)))
        at = said.index(f'text_page = "{spelled}"')
        shown = " ".join(said[at + 1 : at + 4])
        assert SAMPLE.replace("\u2013", "-") in shown
        assert CAPITALS in " ".join(said[at + 1 : at + 6])
        wrong = [line for line in said if line.startswith("Phi") and "¿" in line]
        assert wrong


def test_loose_tones_are_shown_as_they_would_come():
    data = sheet(PrinterSettings(name="p", model="escpos"))
    assert b"\x1bt\x34" in data
    assert "\u00ea\u0301u s\u00f4\u0301 A012".encode("cp1258") in data


def test_every_slot_that_printers_use_is_there_and_may_be_configured():
    shown = list(candidates())
    for slot in SLOTS:
        assert any(spelled.startswith(str(slot)) for spelled in shown)
    assert len(set(shown)) == len(shown)
    for spelled in shown:
        check(PrinterSettings(name="p", model="escpos", mode="text", text_page=spelled))


def test_the_head_is_never_cut_short():
    assert len(HEAD.format(name="x" * 40)) < LONGEST


def test_it_is_printed_without_a_server(configured, capsys):
    with socket.socket() as printer:
        printer.bind(("127.0.0.1", 0))
        printer.listen()
        got = bytearray()
        thread = threading.Thread(target=collect, args=[printer, got])
        thread.start()
        file = configured(f"tcp://127.0.0.1:{printer.getsockname()[1]}")
        assert main(["--config", str(file), "--printer", "kiosk-1"]) == 0
        thread.join(5)
    assert bytes(got) == sheet(PrinterSettings(name="kiosk-1", model="escpos"))
    assert 'mode = "text"' in capsys.readouterr().out


def collect(printer, got):
    client, _ = printer.accept()
    while data := client.recv(4096):
        got += data
    client.close()


def test_from_the_command_line(configured, tmp_path):
    target = tmp_path / "sheet.bin"
    file = configured(target.as_uri(), "file")
    done = subprocess.run(
        [sys.executable, "-m", "devices.printers.calibrate", "--config", file],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert target.read_bytes().count(b"text_page = ") == len(list(candidates())) + 1


def test_a_printer_out_of_reach_is_told_with_what_may_be_the_cause(configured, capsys):
    file = configured(f"tcp://127.0.0.1:{free_port()}")
    assert main(["--config", str(file)]) == 1
    assert "if the agent runs on this PC, stop it first" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="no pseudo-terminals")
def test_a_line_that_the_agent_holds_is_told(configured, capsys):
    import pty

    from devices.port import open_port

    master, slave = pty.openpty()
    held = open_port(os.ttyname(slave))
    assert main(["--config", str(configured(f"serial://{os.ttyname(slave)}"))]) == 1
    assert "held by another program; if the agent runs" in capsys.readouterr().err
    held.close()
    os.close(slave)
    os.close(master)


@pytest.mark.parametrize(
    ("words", "model", "says"),
    [
        (["--printer", "kiosk-2"], "escpos", "did you mean 'kiosk-1'"),
        ([], "ipp", "prints pictures only"),
    ],
)
def test_wrong_questions(configured, capsys, words, model, says):
    assert main(["--config", str(configured("tcp://127.0.0.1", model)), *words]) in {1, 2}
    assert says in capsys.readouterr().err


def test_a_file_without_printers(tmp_path, capsys):
    file = tmp_path / "agent.toml"
    file.write_text("[agent]\n", encoding="utf-8")
    assert main(["--config", str(file)]) == 2
    assert "there is no [[agent.printer]]" in capsys.readouterr().err
