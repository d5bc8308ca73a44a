"""A USB printer below pyusb: a libusb of our own, so that everything above it is the real thing."""

import errno

import usb.backend
import usb.core
from usb.backend import libusb1

VENDOR, PRODUCT = 0x04B8, 0x0E15


class _Facts:
    def __init__(self, **facts):
        self.__dict__.update(facts)


class UsbPrinter(usb.backend.IBackend):
    """A bulk printer with an ESC/POS emulator behind its endpoints."""

    # python-escpos and pyusb do more for the backend of this name
    __module__ = "tests.libusb1"

    def __init__(self, emulator, *, interface_class=7, answers=0x83, orders=0x02):
        self.emulator, self.ends = emulator, (answers, orders)
        self.interface_class = interface_class
        self.plugged, self.stalled, self.forbidden, self.busy = True, False, False, False
        self.kernel, self.claimed, self.opened, self.resets = True, False, 0, 0
        self.timeouts, self.waiting, self.taken = [], bytearray(), 0

    def _check(self):
        if not self.plugged:
            raise usb.core.USBError("No such device (it may have been disconnected)", -4, 19)

    def enumerate_devices(self):
        return ["printer"] if self.plugged else []

    def get_device_descriptor(self, dev):
        facts = dict.fromkeys(
            ("bcdUSB", "bDeviceClass", "bDeviceSubClass", "bDeviceProtocol", "iManufacturer"), 0
        )
        more = dict.fromkeys(("iProduct", "iSerialNumber", "bcdDevice", "bMaxPacketSize0"), 0)
        where = {"address": 1, "bus": 1, "port_number": 1, "port_numbers": (1,), "speed": 3}
        ids = {"idVendor": VENDOR, "idProduct": PRODUCT, "bNumConfigurations": 1}
        return _Facts(bLength=18, bDescriptorType=1, **facts, **more, **where, **ids)

    def get_configuration_descriptor(self, dev, config):
        if config:
            raise IndexError(config)
        facts = {"bNumInterfaces": 1, "bConfigurationValue": 1, "iConfiguration": 0}
        power = {"bmAttributes": 0xC0, "bMaxPower": 1, "wTotalLength": 32}
        return _Facts(bLength=9, bDescriptorType=2, extra_descriptors=[], **facts, **power)

    def get_interface_descriptor(self, dev, intf, alt, config):
        if intf or alt or config:
            raise IndexError(intf)
        kinds = {"bInterfaceClass": self.interface_class, "bInterfaceSubClass": 1}
        facts = {"bInterfaceNumber": 0, "bAlternateSetting": 0, "bInterfaceProtocol": 2}
        ends = {"bNumEndpoints": len(self.ends), "iInterface": 0}
        return _Facts(bLength=9, bDescriptorType=4, extra_descriptors=[], **kinds, **facts, **ends)

    def get_endpoint_descriptor(self, dev, ep, intf, alt, config):
        facts = {"bEndpointAddress": self.ends[ep], "bmAttributes": 2, "wMaxPacketSize": 64}
        rest = {"bInterval": 0, "bRefresh": 0, "bSynchAddress": 0}
        return _Facts(bLength=7, bDescriptorType=5, extra_descriptors=[], **facts, **rest)

    def open_device(self, dev):
        self._check()
        if self.forbidden:
            raise usb.core.USBError("Access denied (insufficient permissions)", -3, errno.EACCES)
        self.opened += 1
        return "handle"

    def close_device(self, dev_handle):
        self.opened -= 1

    def set_configuration(self, dev_handle, config_value):
        self._check()

    def get_configuration(self, dev_handle):
        return 1

    def claim_interface(self, dev_handle, intf):
        self._check()
        if self.busy or self.kernel:
            raise usb.core.USBError("Resource busy", -6, errno.EBUSY)
        self.claimed = True

    def release_interface(self, dev_handle, intf):
        self.claimed = False

    def bulk_write(self, dev_handle, ep, intf, data, timeout):
        self._transfer(timeout)
        assert ep == self.ends[1]
        if self.stalled:
            raise usb.core.USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
        taken = bytes(data)
        self.waiting += self.emulator.receive(taken) + self.emulator.work()
        self.taken += len(taken)
        return len(taken)

    def bulk_read(self, dev_handle, ep, intf, buff, timeout):
        self._transfer(timeout)
        assert ep == self.ends[0]
        if not self.waiting:
            raise usb.core.USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
        size = min(len(buff), len(self.waiting))
        buff[:size] = type(buff)("B", self.waiting[:size])
        del self.waiting[:size]
        return size

    def _transfer(self, timeout):
        self._check()
        assert self.claimed
        self.timeouts.append(timeout)

    def reset_device(self, dev_handle):
        self.resets += 1

    def is_kernel_driver_active(self, dev_handle, intf):
        self._check()
        return self.kernel

    def detach_kernel_driver(self, dev_handle, intf):
        self.kernel = False

    def attach_kernel_driver(self, dev_handle, intf):
        assert not self.claimed
        self.kernel = True


def plug_in(monkeypatch, printer):
    """Put a printer at this machine's only USB socket; None takes libusb itself away."""
    monkeypatch.setattr(libusb1, "get_backend", lambda *_, **__: printer)
    for other in ("libusb0", "openusb"):
        monkeypatch.setattr(f"usb.backend.{other}.get_backend", lambda *_, **__: None)
