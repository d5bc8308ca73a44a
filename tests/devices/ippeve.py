"""A real IPP server: CUPS' ippeveprinter, with a print command that plays the printer's faults."""

import os
import shutil
import socket
import subprocess
import threading
import time

import pytest

from tests.servers import free_port

NEEDED = ("ippeveprinter", "dbus-daemon")

COMMAND = """#!/bin/sh
# one line a state to tell, then how long the job takes
while read -r line; do echo "$line" >&2; done < {folder}/says
sleep "$(cat {folder}/takes)"
cp "$1" {folder}/printed
"""


class IppServer:
    """An office printer on the loopback address."""

    def __init__(self, folder, formats="application/pdf,image/jpeg"):
        self.folder, self.port = folder, free_port()
        self.plays()
        command = folder / "command"
        command.write_text(COMMAND.format(folder=folder))
        command.chmod(0o755)
        for each in (folder, *folder.parents[:2]):
            each.chmod(0o755)
        bus = f"unix:path={folder}/bus"  # ippeveprinter wants to announce itself to somebody
        self._bus = self._start("dbus-daemon", "--session", f"--address={bus}", "--nofork")
        self._until((folder / "bus").exists)
        for each in ("spool", "keys"):
            (folder / each).mkdir()
        options = [
            "-K",
            folder / "keys",
            "-c",
            command,
            "-d",
            folder / "spool",
            "-f",
            formats,
            "-n",
            "localhost",
        ]
        self._printer = self._start(
            "ippeveprinter", *options, "-p", str(self.port), "-r", "off", "Test", bus=bus
        )
        self._until(self._listens)

    @property
    def url(self):
        return f"ipp://localhost:{self.port}/ipp/print"

    @property
    def printed(self):
        """What came out last; b"" when nothing did."""
        file = self.folder / "printed"
        return file.read_bytes() if file.exists() else b""

    def plays(self, *says, takes=0.0):
        """Let the next jobs say something of the printer, and take some seconds."""
        (self.folder / "says").write_text("".join(f"{line}\n" for line in says))
        (self.folder / "takes").write_text(str(takes))

    def stop(self):
        for process in (self._printer, self._bus):
            process.terminate()
            process.wait(5)

    def _start(self, *command, bus=""):
        with (self.folder / f"{command[0]}.log").open("wb") as log:
            return subprocess.Popen(
                command, stdout=log, stderr=log, env=os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": bus}
            )

    def _listens(self):
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self.port)) == 0

    def _until(self, condition):
        end, pause = time.monotonic() + 10, threading.Event()
        while not condition():
            assert time.monotonic() < end, (self.folder / "ippeveprinter.log").read_text()
            pause.wait(0.05)


def running(folder, **facts):
    """Return a server, or skip where Debian's packages are missing."""
    for program in NEEDED:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (make test installs it on Debian)")
    return IppServer(folder, **facts)
