"""GY-MCU90614 and GY-MCU90615: an MLX90614/615 with a microcontroller on a serial line."""

import struct
import time

from config.agent import ThermometerSettings
from devices.errors import DeviceError, DeviceSettingsError, DeviceSilentError, FrameError
from devices.framing import Sum8Splitter
from devices.port import Clock, Port, open_port
from devices.thermometers.base import Quality, Reading, Simulator

HEAD = bytes.fromhex("5A5A4504")
CONTINUOUS = bytes.fromhex("A545EA")
"""Tells the module to send about 14 frames a second by itself."""

SUSPECT = 32
"""Bytes without a frame that are more than the rest of a broken one."""

LISTEN = 0.6
"""Seconds to wait for a frame at each line speed; a frame takes 0.07 s."""

PATIENCE = 2.0
"""Seconds of bytes without a frame after which the line is called noisy."""


def decode(data: bytes) -> tuple[float, float]:
    """Return object and ambient temperature in °C from a frame's four data bytes."""
    target, ambient = struct.unpack(">hh", data)
    return target / 100, ambient / 100


def plausible(target: float, ambient: float) -> bool:
    """Whether such a sensor can measure this; its checksum does not notice swapped bytes."""
    return -40 <= target <= 125 and -10 <= ambient <= 60


def splitter() -> Sum8Splitter:
    """Return a splitter for this family's frames."""
    return Sum8Splitter(HEAD, length=4)


class Gy614:
    """A GY-MCU90614: 9600 baud, sends by itself from power-up."""

    bauds: tuple[int, ...] = (9600, 115200)
    """Line speeds tried in this order when none is configured."""

    def __init__(self, settings: ThermometerSettings, clock: Clock = time.monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._port: Port | None = None
        self._frames = splitter()
        self._implausible = 0
        self._good_at = clock()

    @property
    def simulator(self) -> Simulator | None:
        """None: this is a real device."""
        return None

    @property
    def quality(self) -> Quality:
        """Counts since ``open``."""
        frames = self._frames
        return Quality(frames.good - self._implausible, frames.bad, self._implausible)

    def open(self) -> None:
        """Open the port at the first line speed at which a frame comes; see Thermometer."""
        self.close()
        if not self._address():
            raise DeviceSettingsError(
                f"thermometer of lane {self._settings.lane!r}: set port, for example /dev/ttyUSB0"
            )
        failure: DeviceError | None = None
        for baud in (self._settings.baud,) if self._settings.baud else self.bauds:
            try:
                self._try(baud)
            except (FrameError, DeviceSilentError) as error:
                self.close()
                # bytes at a wrong speed say more than silence at another
                failure = failure if isinstance(failure, FrameError) else error
            else:
                return
        raise failure or DeviceSilentError("no line speed to try")

    def close(self) -> None:
        """Release the port."""
        port, self._port = self._port, None
        if port is not None:
            port.close()

    def readings(self, timeout: float) -> list[Reading]:
        """Return the plausible readings that arrived; see Thermometer."""
        if self._port is None:
            raise DeviceSilentError("the thermometer is not open")
        frames = self._frames.feed(self._port.read(timeout))
        now = self._clock()
        found = [
            Reading(target, ambient, now)
            for target, ambient in map(decode, frames)
            if plausible(target, ambient)
        ]
        self._implausible += len(frames) - len(found)
        self._judge(now, heard=bool(found), odd=len(frames) > len(found))
        return found

    def _address(self) -> str:
        """Return where the device is now; a simulated one moves."""
        return self._settings.port

    def _judge(self, now: float, *, heard: bool, odd: bool) -> None:
        if heard:
            self._good_at = now
        elif (odd or self._frames.junk >= SUSPECT) and now - self._good_at > PATIENCE:
            raise FrameError(f"no sensible frame: {self.quality}; check model, cable and baud")
        if self._frames.noisy:
            raise FrameError(f"noisy line: {self.quality}; check cable, ground and baud")

    def _try(self, baud: int) -> None:
        self._frames, self._implausible = splitter(), 0
        self._port = open_port(self._address(), baud=baud)
        self._port.write(CONTINUOUS, deadline=1.0)
        end = self._clock() + LISTEN
        while (left := end - self._clock()) > 0:
            if self._frames.feed(self._port.read(left)):
                self._good_at = self._clock()
                return
        if self._frames.junk:
            raise FrameError(f"{self._frames.junk} bytes at {baud} baud and no frame among them")
        raise DeviceSilentError(f"{self._address()}: nothing at {baud} baud")


class Gy615(Gy614):
    """A GY-MCU90615: 115200 baud, silent until it is told to send."""

    bauds = (115200, 9600)
