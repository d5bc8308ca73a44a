"""Ways to a printer over real sockets and pseudo-terminals: deadlines, flow control, unplugging."""

import os
import socket
import threading
import time

import pytest

from config.agent import PrinterSettings
from devices.errors import DeviceGoneError, DeviceSettingsError, DeviceUnansweredError
from devices.port import open_port
from devices.printers import transport
from devices.printers.base import Outcome
from devices.printers.emulator import Emulator
from devices.printers.escpos import Escpos
from devices.printers.status import Answers
from devices.printers.transport import Address, parse_address
from devices.printers.ways import tcp
from devices.printers.ways.channel import within
from devices.printers.ways.serial import SerialChannel
from devices.printers.ways.tcp import TcpChannel

from .conftest import a_slip

posix = pytest.mark.skipif(os.name != "posix", reason="no pseudo-terminals")


class Line:
    """A pseudo-terminal under a lasting name, as udev gives one; a printer may hang on it."""

    def __init__(self, name):
        self.name, self.strips = name, []
        self.plug_in()

    def plug_in(self):
        import pty
        import tty

        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)
        self.name.unlink(missing_ok=True)
        self.name.symlink_to(os.ttyname(self.slave))

    def unplug(self):
        os.close(self.slave)
        os.close(self.master)

    def print(self):
        emulator = Emulator(576, self.strips.append)
        threading.Thread(target=self._run, args=[emulator, self.master], daemon=True).start()

    def _run(self, emulator, master):
        try:
            while data := os.read(master, 2048):
                os.write(master, emulator.receive(data) + emulator.work())
        except OSError:
            return


@pytest.fixture
def line(tmp_path):
    return Line(tmp_path / "usb-Printer")


@pytest.fixture(autouse=True)
def _hurry(monkeypatch):
    monkeypatch.setattr(transport, "SPARE", 1.0)


@posix
@pytest.mark.parametrize("options", ["?baud=115200", "?baud=19200&flow=xonxoff", "?flow=rtscts"])
def test_a_status_takes_less_than_100_ms(line, options):
    line.print()
    printer = Escpos(
        PrinterSettings(name="s", model="escpos", port=f"serial://{line.name}{options}")
    )
    printer.status()
    begin = time.monotonic()
    assert printer.status().state == "ok"
    assert time.monotonic() - begin < 0.1
    printer.close()


@posix
@pytest.mark.parametrize("baud", [115_200, 19_200])
def test_a_line_that_takes_no_bytes_is_told_at_the_deadline(line, baud):
    channel = SerialChannel(str(line.name), baud)
    begin = time.monotonic()
    with pytest.raises(DeviceUnansweredError, match=r"no bytes for 0\.4 s"):
        channel.write(bytes(100_000), 0.4)
    assert 0.3 < time.monotonic() - begin < 0.8
    begin = time.monotonic()
    channel.close()
    channel.close()
    assert time.monotonic() - begin < 0.2


@posix
@pytest.mark.parametrize("scheme", ["serial", "file"])
def test_unplugged_and_plugged_in_again_it_prints_by_itself(line, stages, scheme):
    line.print()
    printer = Escpos(PrinterSettings(name="s", model="escpos", port=f"{scheme}://{line.name}"))
    assert printer.print(a_slip(), progress=stages.append) is Outcome.PRINTED
    line.unplug()
    with pytest.raises(DeviceGoneError):
        printer.status()
    with pytest.raises(DeviceGoneError):
        printer.print(a_slip(), progress=stages.append)
    line.plug_in()
    line.print()
    assert printer.print(a_slip(), progress=stages.append) is Outcome.PRINTED
    assert stages == ["sending", "body_confirmed"] * 2
    printer.close()


@posix
def test_flow_control_is_set_on_the_line(line):
    import termios

    for flow, wanted in (("none", (0, 0)), ("xonxoff", (termios.IXON, 0)), ("rtscts", (0, 1))):
        channel = parse_address(f"serial://{line.name}?flow={flow}").open()
        inward, _, control, *_ = termios.tcgetattr(channel._port._line.fd)
        hardware = 1 if control & termios.CRTSCTS else 0
        assert (inward & termios.IXON, hardware) == wanted
        channel.close()


@posix
@pytest.mark.parametrize("flow", ["none", "xonxoff"])
def test_xon_and_xoff_never_pass_for_answers(line, flow):
    """In automatic status they would shift its bytes, and one would pass for a confirmation."""
    channel = SerialChannel(str(line.name), 115_200, flow)
    os.write(line.master, bytes.fromhex("10 13 00 00 11 00 16"))
    answers, end = Answers(), time.monotonic() + 2
    found = None
    while found is None and time.monotonic() < end:
        answers.feed(channel.read(0.1))
        found = answers.take("realtime")
    assert found == 0x16
    assert answers.take("queued") is None
    channel.close()


@posix
def test_flow_control_that_this_system_lacks_is_refused(line):
    with pytest.raises(DeviceSettingsError, match="flow=rtscts"):
        parse_address(f"serial://{line.name}?flow=dsrdtr").open()


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("flow=rtcts", "did you mean 'rtscts'"),
        ("flow=hardware", "one of none, rtscts, xonxoff, dsrdtr"),
        ("flow=", "one of none, rtscts"),
        ("bauds=9600", "there is no 'bauds' here, only baud, flow"),
        ("baud", "serial:///dev/ttyUSB1"),
    ],
)
def test_wrong_options_of_a_line_name_the_right_ones(query, says):
    with pytest.raises(DeviceSettingsError, match=says):
        parse_address(f"serial:///dev/ttyS0?{query}")


def test_options_of_a_line():
    address = parse_address("serial:///dev/ttyS0?baud=57600&flow=rtscts")
    assert address == Address("serial", "/dev/ttyS0", 57_600, "rtscts")
    assert parse_address("serial:///dev/ttyS0").flow == "none"


def test_opening_has_a_deadline_and_what_comes_late_is_closed():
    go, closed = threading.Event(), threading.Event()

    def slow():
        go.wait(5)
        return "line"

    begin = time.monotonic()
    with pytest.raises(DeviceUnansweredError, match=r"within 0\.1 s"):
        within(0.1, "slow line", slow, lambda _: closed.set())
    with pytest.raises(DeviceUnansweredError, match="still busy"):
        within(0.1, "slow line", lambda: "second", lambda _: None)
    assert time.monotonic() - begin < 1
    assert not closed.is_set()
    go.set()
    assert closed.wait(2)
    wait_until(lambda: within(1, "slow line", lambda: "third", lambda _: None) == "third")


def wait_until(condition):
    end, pause = time.monotonic() + 2, threading.Event()
    while True:
        try:
            assert condition()
        except DeviceUnansweredError:
            assert time.monotonic() < end
            pause.wait(0.01)
        else:
            return


def test_what_opening_raises_is_raised():
    with pytest.raises(DeviceGoneError):
        within(1, "gone", lambda: open_port("/dev/ttyNONE"), lambda _: None)


def test_a_silent_name_server_does_not_hold_the_thread(monkeypatch):
    go = threading.Event()
    monkeypatch.setattr(tcp, "CONNECT", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: go.wait(3) and [])
    begin = time.monotonic()
    with pytest.raises(DeviceUnansweredError):
        TcpChannel("printer-of-nowhere", 9100)
    assert time.monotonic() - begin < 1
    go.set()


@pytest.fixture
def server():
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_socket_that_takes_no_bytes_is_told_at_the_deadline(server, host):
    channel = TcpChannel(host, server.getsockname()[1])
    client, _ = server.accept()
    begin = time.monotonic()
    with pytest.raises(DeviceUnansweredError):
        channel.write(bytes(4_000_000), 0.4)
    assert 0.3 < time.monotonic() - begin < 0.9
    assert channel.read(0) == b""
    channel.close()
    client.close()


def test_dead_peers_are_noticed(server):
    channel = TcpChannel("127.0.0.1", server.getsockname()[1])
    line = channel._socket
    assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == tcp.UNHEARD
    channel.close()


def test_systems_without_the_user_timeout_connect_all_the_same(server, monkeypatch):
    monkeypatch.delattr(socket, "TCP_USER_TIMEOUT", raising=False)
    channel = TcpChannel("127.0.0.1", server.getsockname()[1])
    client, _ = server.accept()
    client.sendall(b"\x12")
    assert channel.read(1) == b"\x12"
    client.close()
    with pytest.raises(DeviceGoneError, match="hung up"):
        channel.read(1)
    channel.close()


def test_a_plain_file_answers_nothing_and_takes_the_time_asked_for(tmp_path):
    channel = parse_address((tmp_path / "out.bin").as_uri()).open()
    begin, work = time.monotonic(), time.process_time()
    assert channel.read(0.2) == b""
    assert time.monotonic() - begin > 0.15
    assert time.process_time() - work < 0.1
    channel.write(b"x" * 10_000, 1)
    channel.close()
    assert (tmp_path / "out.bin").stat().st_size == 10_000


@posix
def test_an_unplugged_device_file_is_gone_and_no_plain_file_takes_its_name():
    """As a refusal of settings it would never be tried again."""
    with pytest.raises(DeviceGoneError):
        parse_address("file:///dev/motcua-none").open()
    assert not os.path.lexists("/dev/motcua-none")
