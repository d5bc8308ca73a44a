"""The way to a USB printer without a device file: libusb, through python-escpos and pyusb."""

import errno
import threading
import time
from typing import Any

from devices.errors import DeviceError, DeviceGoneError, DeviceSettingsError, DeviceUnansweredError
from devices.printers.commands import usb_class
from devices.printers.ways.channel import stalled

PATIENCE = 3000
"""Milliseconds of one transfer; python-escpos would wait for ever."""

CHUNK = 4096
"""Bytes of one transfer; after each the deadline is looked at."""

PRINTER = 7
"""The class of printers among USB interfaces."""

BULK = 2

IDLE = 0.01
"""Seconds between questions to a printer that answers with empty packets."""

NOT_INSTALLED = (
    "a port usb:// needs pyusb and libusb: pip install 'motcua[usb]', on Debian also "
    "apt install libusb-1.0-0; or use the device file, file:///dev/usb/lp0"
)


class UsbChannel:
    """Two bulk endpoints of a printer; the kernel's own driver gets it back afterwards."""

    def __init__(self, vendor: int, product: int, inward: int | None, outward: int | None) -> None:
        self._name = f"usb {vendor:04x}:{product:04x}"
        core = _core()
        self._errors = core.USBError, core.USBTimeoutError
        try:
            device = core.find(idVendor=vendor, idProduct=product)
            if device is None:
                raise DeviceGoneError(f"{self._name} is not plugged in or has no power")
            self._interface, self._in, self._out = _endpoints(device, inward, outward)
            self._lent = _kernel_has(device, self._interface)
        except core.NoBackendError as error:
            raise DeviceSettingsError(NOT_INSTALLED) from error
        except core.USBError as error:
            raise self._fault(error) from error
        self._printer = self._opened(vendor, product)
        self._device = self._printer.device

    def read(self, timeout: float) -> bytes:
        """Return what arrived; see Channel."""
        end, pause = time.monotonic() + timeout, threading.Event()
        while True:
            left = max(end - time.monotonic(), 0)
            data = self._received(left) if self._in is not None else b""
            if data or left <= 0:
                return data
            pause.wait(min(left, IDLE))

    def write(self, data: bytes, deadline: float) -> None:
        """Send everything; see Channel."""
        end = time.monotonic() + deadline
        left = memoryview(data)
        while left:
            seconds = end - time.monotonic()
            if seconds <= 0:
                raise stalled(self._name, deadline)
            left = left[self._sent(bytes(left[:CHUNK]), seconds) :]

    def close(self) -> None:
        """Let go of the printer; its device file comes back where it had one."""
        printer, self._printer = self._printer, None
        if printer is None:
            return
        import usb.util  # noqa: PLC0415 - an optional package

        try:
            usb.util.release_interface(self._device, self._interface)
            if self._lent:
                self._device.attach_kernel_driver(self._interface)
        except (self._errors[0], NotImplementedError):
            pass  # unplugged, or a system whose drivers cannot be given back
        printer.close()

    def _opened(self, vendor: int, product: int) -> Any:
        """Let python-escpos detach the kernel's driver and configure the printer, then claim it."""
        from escpos.exceptions import Error  # noqa: PLC0415 - imported by usb_class already
        from usb.util import claim_interface  # noqa: PLC0415 - an optional package

        printer = usb_class()(vendor, product, timeout=PATIENCE, out_ep=self._out)
        try:
            printer.open()
            claim_interface(printer.device, self._interface)
        except Error as error:
            raise self._fault(error.__context__ or error) from error
        except self._errors[0] as error:
            raise self._fault(error) from error
        return printer

    def _received(self, seconds: float) -> bytes:
        try:
            return bytes(self._device.read(self._in, 512, _milliseconds(seconds)))
        except self._errors[1]:
            return b""
        except self._errors[0] as error:
            raise self._fault(error) from error

    def _sent(self, data: bytes, seconds: float) -> int:
        try:
            return int(self._device.write(self._out, data, _milliseconds(seconds)))
        except self._errors[1]:
            return 0
        except self._errors[0] as error:
            raise self._fault(error) from error

    def _fault(self, error: BaseException) -> DeviceError:
        code = getattr(error, "errno", None)
        if code in {errno.EACCES, errno.EPERM}:
            return DeviceSettingsError(
                f"this account may not use {self._name}; give it the right with a udev rule "
                "(docs/operations.md) and plug the printer in again"
            )
        if code == errno.EBUSY:
            return DeviceGoneError(f"{self._name} is held by another program, for example CUPS")
        if code == errno.ETIMEDOUT:
            return DeviceUnansweredError(f"{self._name}: {error}")
        return DeviceGoneError(f"{self._name}: {error}")


def _core() -> Any:
    try:
        import usb.core  # noqa: PLC0415 - an optional package
    except ImportError as error:
        raise DeviceSettingsError(NOT_INSTALLED) from error
    return usb.core


def _milliseconds(seconds: float) -> int:
    """Return a time for libusb, to which 0 means for ever."""
    return min(max(int(seconds * 1000), 1), PATIENCE)


def _kernel_has(device: Any, interface: int) -> bool:
    try:
        return bool(device.is_kernel_driver_active(interface))
    except NotImplementedError:
        return False


def _endpoints(device: Any, inward: int | None, outward: int | None) -> tuple[int, int | None, int]:
    """Return interface, endpoint of answers (None: it has none) and endpoint of bytes to print."""
    interfaces = [interface for configuration in device for interface in configuration]
    # the printer's own class first; many clones call themselves vendor specific
    for interface in sorted(interfaces, key=lambda each: each.bInterfaceClass != PRINTER):
        found = [each.bEndpointAddress for each in interface if each.bmAttributes & 3 == BULK]
        wanted = [each for each in (inward, outward) if each is not None]
        out = outward or next((each for each in found if each < 0x80), None)
        if out is not None and all(each in found for each in wanted):
            answers = inward or next((each for each in found if each >= 0x80), None)
            return interface.bInterfaceNumber, answers, out
    raise DeviceSettingsError(
        f"usb {device.idVendor:04x}:{device.idProduct:04x} has no such endpoints; leave out ?in= "
        "and &out=, or take those that `lsusb -v` shows"
    )
