"""``motcua doctor``: what it finds and what it says to do."""

import os
import re
from pathlib import Path

import pytest

from devices.printers.fonts import missing_letters, vietnamese_letters
from kiosk import doctor
from kiosk.web.texts import LANGUAGES, text
from tests.devices.test_printing import PtyPrinter
from tests.servers import free_port
from tests.trials.client import WARD

PRINTER = '\n[[agent.printer]]\nname = "p"\nmodel = "{model}"\nport = "{port}"\n'


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("WRONG")]


def test_fresh_hall_is_well_once_somebody_may_sign_in(motcua) -> None:
    port = str(free_port())
    assert "motcua init" in motcua("doctor", "--lang", "en", "--port", port).stdout
    motcua("init")
    poor = motcua("doctor", "--lang", "en", "--port", port)
    assert poor.returncode == 1
    assert lines(poor.stdout) == [
        "WRONG staff: nobody may sign in; add somebody with `motcua staff add NAME --role admin`"
    ]
    motcua("staff", "add", "lan", "--role", "admin")
    well = motcua("doctor", "--lang", "en", "--port", port)
    assert well.returncode == 0, well.stdout
    assert lines(well.stdout) == []


@pytest.mark.parametrize(
    ("model", "port", "says"),
    [
        (
            "escpos",
            "serial:///dev/ttyNONE?baud=9600",
            "58.8 s at 9600 baud in the mode raster",
        ),
        ("escpos", "serial:///dev/ttyNONE?flow=rts", "one of none, rtscts, xonxoff, dsrdtr"),
        ("ipp", "tcp://10.0.0.6", "is no address of IPP; for example ipp://"),
        ("escpos", "tcp://127.0.0.1:{free}", "Connection refused; check power, cable"),
        ("escpos", "nowhere", "is not an address; for example tcp://"),
        ("escposs", "tcp://127.0.0.1", "did you mean 'escpos'?"),
    ],
)
def test_bad_printers(motcua, home: Path, model: str, port: str, says: str) -> None:
    port = port.format(free=free_port())
    (home / "motcua.toml").write_text(WARD + PRINTER.format(model=model, port=port), "utf-8")
    motcua("init")
    done = motcua("doctor", "--lang", "en", "--port", str(free_port()))
    assert done.returncode == 1
    assert any(says in line for line in lines(done.stdout)), done.stdout


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ('mode = "hybrid"\n', "takes 25.0 s at 9600 baud in the mode hybrid"),
        ('mode = "text"\n', "the mode text needs text_page: print the calibration sheet"),
        ('mode = "text"\ntext_page = "30:tcvn3"\n', "lacks 67 Vietnamese letters: À"),
        ('profile = "TM-T88"\n', "there is no printer profile 'TM-T88'; did you mean 'TM-T88"),
    ],
)
def test_modes_that_cannot_work(motcua, home: Path, options: str, says: str) -> None:
    printer = PRINTER.format(model="escpos", port="serial:///dev/ttyNONE?baud=9600")
    (home / "motcua.toml").write_text(WARD + printer + options, "utf-8")
    done = motcua("doctor", "--lang", "en", "--port", str(free_port()))
    assert any("printer" in line and says in line for line in lines(done.stdout)), done.stdout


@pytest.mark.skipif(os.name != "posix", reason="no pseudo-terminals")
def test_seconds_of_a_ticket_on_a_line_that_works(motcua, home: Path) -> None:
    machine = PtyPrinter()
    printer = PRINTER.format(model="escpos", port=f"serial://{machine.path}?baud=9600")
    page = 'mode = "text"\ntext_page = "ascii"\n'
    (home / "motcua.toml").write_text(WARD + printer + page, "utf-8")
    done = motcua("doctor", "--lang", "en", "--port", str(free_port()))
    assert "printer p: answers; a ticket takes 0.9 s at 9600 baud in the mode text" in done.stdout
    machine.unplug()


FONTS = Path("/usr/share/fonts/truetype")
POOR = [("liberation/LiberationSans-Regular.ttf", 92), ("dejavu/DejaVuSansMono-Bold.ttf", 46)]


@pytest.mark.parametrize(("font", "count"), POOR)
def test_letters_that_a_font_lacks_are_named(motcua, home: Path, font: str, count: int) -> None:
    if not (FONTS / font).is_file():
        pytest.skip("Debian's font is not installed (make test installs it)")
    agent = f'\n[agent]\nfont = "{FONTS / font}"\n'
    printer = PRINTER.format(model="file", port=f"file://{home}/out")
    (home / "motcua.toml").write_text(WARD + agent + printer, "utf-8")
    done = motcua("doctor", "--lang", "en", "--port", str(free_port()))
    (said,) = [line for line in lines(done.stdout) if line.startswith("WRONG font")]
    missing = missing_letters(FONTS / font)
    assert f"lacks {count} Vietnamese letters: {missing}; set agent.font" in said
    assert len(missing) == count
    assert set(missing) <= set(vietnamese_letters())


def test_hall_that_is_new_in_the_configuration(motcua, home: Path) -> None:
    motcua("init")
    file = home / "motcua.toml"
    file.write_text(WARD.replace('"hoa-yen"', '"hoa-moi"'), encoding="utf-8")
    done = motcua("doctor", "--lang", "en", "--port", str(free_port()))
    assert "WRONG hall hoa-moi: is not in the database; run `motcua upgrade`" in done.stdout
    motcua("upgrade")
    assert (
        "ok    hall hoa-moi" in motcua("doctor", "--lang", "en", "--port", str(free_port())).stdout
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_device_code_has_advice(language: str) -> None:
    codes = {"paper_out", "cover_open", "cutter", "offline", "unplugged", "silent", "unanswered"}
    assert codes <= set(doctor.CODES)
    for code in doctor.CODES:
        key = f"doctor-do-{code.replace('_', '-')}"
        assert text(key, language) != key


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_the_doctor_says_has_a_text(language: str) -> None:
    source = Path(doctor.__file__).read_text(encoding="utf-8")
    keys = set(re.findall(r"[\"'](doctor-[a-z-]*[a-z])[\"']", source))
    assert len(keys) > 25
    assert [key for key in sorted(keys) if text(key, language) == key] == []


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ({}, "vi"),
        ({"LANG": "C.UTF-8"}, "vi"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi_VN.UTF-8", "LC_ALL": "", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
    ],
)
def test_the_locale_names_the_language_else_it_is_vietnamese(
    locale: dict[str, str], language: str
) -> None:
    assert doctor.language_of(locale) == language


def test_the_program_speaks_the_language_that_was_asked_for(motcua, home: Path) -> None:
    printer = PRINTER.format(model="escpos", port=f"tcp://127.0.0.1:{free_port()}")
    (home / "motcua.toml").write_text(WARD + printer, "utf-8")
    port, locale = str(free_port()), {"LC_ALL": "vi_VN.UTF-8"}
    vietnamese = motcua("doctor", "--port", port, **locale).stdout
    english = motcua("doctor", "--lang", "en", "--port", port, **locale).stdout
    assert "tạo bằng lệnh `motcua init`" in vietnamese
    assert "WRONG máy in p: " in vietnamese
    assert "xem nguồn, dây cắm và mục `port`" in vietnamese
    assert f"máy chủ: 127.0.0.1:{port} còn trống" in vietnamese
    assert "create it with `motcua init`" in english
    assert len(vietnamese.splitlines()) == len(english.splitlines())
