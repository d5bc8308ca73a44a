"""``motcua doctor``: what it finds and what it says to do."""

from pathlib import Path

import pytest

from kiosk import doctor
from tests.servers import free_port
from tests.trials.client import WARD

PRINTER = '\n[[agent.printer]]\nname = "p"\nmodel = "{model}"\nport = "{port}"\n'


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("WRONG")]


def test_fresh_hall_is_well_once_somebody_may_sign_in(motcua) -> None:
    port = str(free_port())
    assert "motcua init" in motcua("doctor", "--port", port).stdout
    motcua("init")
    poor = motcua("doctor", "--port", port)
    assert poor.returncode == 1
    assert lines(poor.stdout) == [
        "WRONG staff: nobody may sign in; add somebody with `motcua staff add NAME --role admin`"
    ]
    motcua("staff", "add", "lan", "--role", "admin")
    well = motcua("doctor", "--port", port)
    assert well.returncode == 0, well.stdout
    assert lines(well.stdout) == []


@pytest.mark.parametrize(
    ("model", "port", "says"),
    [
        ("escpos", "serial:///dev/ttyNONE?baud=9600", "takes 58 s at 9600 baud"),
        ("escpos", "tcp://127.0.0.1:{free}", "Connection refused; check power, cable"),
        ("escpos", "nowhere", "is not an address; for example tcp://"),
        ("escposs", "tcp://127.0.0.1", "did you mean 'escpos'?"),
    ],
)
def test_bad_printers(motcua, home: Path, model: str, port: str, says: str) -> None:
    port = port.format(free=free_port())
    (home / "motcua.toml").write_text(WARD + PRINTER.format(model=model, port=port), "utf-8")
    motcua("init")
    done = motcua("doctor", "--port", str(free_port()))
    assert done.returncode == 1
    assert any(says in line for line in lines(done.stdout)), done.stdout


def test_hall_that_is_new_in_the_configuration(motcua, home: Path) -> None:
    motcua("init")
    file = home / "motcua.toml"
    file.write_text(WARD.replace('"hoa-yen"', '"hoa-moi"'), encoding="utf-8")
    done = motcua("doctor", "--port", str(free_port()))
    assert "WRONG hall hoa-moi: is not in the database; run `motcua upgrade`" in done.stdout
    motcua("upgrade")
    assert "ok    hall hoa-moi" in motcua("doctor", "--port", str(free_port())).stdout


def test_every_device_code_has_advice() -> None:
    codes = {"paper_out", "cover_open", "cutter", "offline", "unplugged", "silent", "unanswered"}
    assert codes <= doctor.ADVICE.keys()
