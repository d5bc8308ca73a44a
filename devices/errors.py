"""What can go wrong with a device; each class has the code that screens translate."""

from typing import ClassVar


class DeviceError(Exception):
    """A device did not do its work; ``code`` names the reason in logs, messages and translations.

    Attributes:
        code: One word, for example ``paper_out``; the screens say with it who must do what.
        permanent: Trying again is useless until a person changes something in the configuration.
    """

    code: ClassVar[str] = "fault"
    permanent: ClassVar[bool] = False


class DeviceGoneError(DeviceError):
    """The device is unplugged, switched off or refuses the connection; try again later."""

    code = "unplugged"


class DeviceSilentError(DeviceError):
    """The device is connected and sends nothing."""

    code = "silent"


class DeviceUnansweredError(DeviceSilentError):
    """The device took bytes, or did not, and gave no answer within the deadline."""

    code = "unanswered"


class FrameError(DeviceError):
    """The bytes are not what this model sends: a bad cable, a wrong line speed, a wrong model."""

    code = "noise"


class DeviceOfflineError(DeviceError):
    """The printer says that it is offline and does not say why."""

    code = "offline"


class PaperOutError(DeviceError):
    """The printer has no paper."""

    code = "paper_out"


class CoverOpenError(DeviceError):
    """The printer's cover is open."""

    code = "cover_open"


class CutterError(DeviceError):
    """The printer's cutter is blocked."""

    code = "cutter"


class DeviceSettingsError(DeviceError):
    """The configuration cannot work; the message names the option and what to write instead."""

    code = "settings"
    permanent = True


class SlipError(DeviceError):
    """The slip of a job lacks something, so that it can never be printed."""

    code = "slip"
    permanent = True
