"""The thermometer's thread: what the lane says when the device, or the agent, fails."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import get_args

import pytest

from config.agent import ThermometerSettings
from devices.agent import measuring, runner
from devices.agent.measuring import LaneWorker
from devices.agent.supervisor import Supervisor
from devices.agent.warmth import Warmth
from devices.errors import DeviceGoneError, DeviceSettingsError
from devices.lane import LaneProfile
from devices.thermometers.base import Reading
from devices.wire import DeviceReport, LaneReading, LaneReport, LaneWord
from tests.agent.parts import Office
from tests.agent.standin import wait_for

PROFILE = LaneProfile(warm_up=0.0, hold=0.5)
COLD = LaneProfile(warm_up=0.4)
DEVICE = ThermometerSettings(lane="door", model="gy-614", port="/dev/ttyUSB0")


class WoodenThermometer:
    """Sends ``celsius`` 50 times a second, a hundredth up and down."""

    def __init__(self, *faults: BaseException) -> None:
        self.faults = list(faults)
        self.celsius = 26.0
        self.opened = self.closed = 0
        self.simulator = None
        self._up = 0

    def open(self) -> None:
        self.opened += 1
        if self.faults:
            raise self.faults.pop(0)

    def close(self) -> None:
        self.closed += 1

    def readings(self, timeout: float) -> Sequence[Reading]:
        threading.Event().wait(0.02)
        if self.faults:
            raise self.faults.pop(0)
        self._up = 1 - self._up
        return [Reading(self.celsius + 0.01 * self._up, 26.0, time.monotonic())]


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "BACK_OFF", (0.05, 0.1))


@contextmanager
def working(
    office: Office,
    thermometer: WoodenThermometer,
    profile: LaneProfile = PROFILE,
    device: ThermometerSettings = DEVICE,
) -> Iterator[LaneWorker]:
    warmth = Warmth(office.memory, device)
    worker = LaneWorker("door", lambda: thermometer, profile, office.around, warmth)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join(3)
        assert not thread.is_alive()


@pytest.fixture
def told(office: Office) -> list[DeviceReport | LaneReport]:
    told: list[DeviceReport | LaneReport] = []
    office.standing.tell = told.append  # type: ignore[method-assign]
    return told


def words(told: list[DeviceReport | LaneReport]) -> list[str]:
    return [report.state for report in told if isinstance(report, LaneReport)]


def codes(told: list[DeviceReport | LaneReport]) -> list[str]:
    return [report.message or report.state for report in told if isinstance(report, DeviceReport)]


def test_a_visitor_is_measured_and_the_figure_is_shown(
    office: Office, told: list[DeviceReport | LaneReport]
) -> None:
    thermometer = WoodenThermometer()
    with working(office, thermometer):
        wait_for(lambda: "idle" in words(told))
        thermometer.celsius = 36.4
        wait_for(lambda: "pass" in words(told))
        thermometer.celsius = 26.0
        wait_for(lambda: words(told)[-1] == "idle")

    assert words(told) == ["starting", "idle", "present", "measuring", "pass", "idle"]
    assert set(words(told)) <= set(get_args(LaneWord))
    assert codes(told) == ["starting", "ok"]
    figures = [shown.raw for shown in office.shown if isinstance(shown, LaneReading)]
    assert figures[-1] is None
    assert figures.count(None) == 1
    assert all(raw is None or 36 < raw < 37 for raw in figures)
    assert len(figures) < 5 * 5
    assert thermometer.closed


def test_an_unplugged_thermometer_is_told_and_found_again(
    office: Office, told: list[DeviceReport | LaneReport]
) -> None:
    thermometer = WoodenThermometer()
    with working(office, thermometer):
        wait_for(lambda: "idle" in words(told))
        thermometer.faults = [DeviceGoneError("no such port")] * 3
        wait_for(lambda: thermometer.opened == 4)
        wait_for(lambda: words(told)[-1] == "idle")
    assert words(told)[-3:] == ["fault", "warming", "idle"] or words(told)[-2:] == ["fault", "idle"]
    assert codes(told) == ["starting", "ok", "unplugged", "ok"]
    assert [x.fault for x in told if isinstance(x, LaneReport) and x.state == "fault"] == [
        "unplugged"
    ]


def test_wrong_settings_are_the_lanes_fault(
    office: Office, told: list[DeviceReport | LaneReport]
) -> None:
    faults: list[Exception] = [DeviceSettingsError("no such model")]

    def create() -> WoodenThermometer:
        if faults:
            raise faults.pop()
        return WoodenThermometer()

    worker = LaneWorker("door", create, PROFILE, office.around, Warmth(office.memory, DEVICE))
    supervisor = Supervisor([worker])
    supervisor.start()
    wait_for(lambda: words(told)[-1:] == ["idle"])
    assert supervisor.stop(3)
    assert codes(told) == ["starting", "settings", "ok"]


def test_a_dead_thread_is_started_again(
    office: Office, told: list[DeviceReport | LaneReport]
) -> None:
    thermometer = WoodenThermometer(ZeroDivisionError())
    warmth = Warmth(office.memory, DEVICE)
    worker = LaneWorker("door", lambda: thermometer, PROFILE, office.around, warmth)
    supervisor = Supervisor([worker])
    supervisor.start()
    wait_for(lambda: supervisor.check(time.monotonic()) or words(told)[-1:] == ["idle"])
    assert supervisor.stop(3)
    assert worker.restarts == 1
    assert codes(told) == ["starting", "crashed", "starting", "ok"]
    assert told[-1].facts == {"restarts": 1} if isinstance(told[-1], DeviceReport) else True


def test_a_person_decides_at_the_second_look(
    office: Office, told: list[DeviceReport | LaneReport]
) -> None:
    thermometer = WoodenThermometer()
    with working(office, thermometer) as worker:
        wait_for(lambda: "idle" in words(told))
        with pytest.raises(ValueError, match="idle"):
            worker.decide("cleared")
        thermometer.celsius = 39.5
        wait_for(lambda: "secondary" in words(told))
        assert worker.decide("cleared") == "cleared"
    assert words(told)[-1] == "cleared"


def _until_idle(office: Office, device: ThermometerSettings = DEVICE) -> list[str]:
    """Start an agent's thread, wait until the lane is ready, and return its words."""
    told: list[DeviceReport | LaneReport] = []
    office.standing.tell = told.append  # type: ignore[method-assign]
    with working(office, WoodenThermometer(), COLD, device):
        wait_for(lambda: "idle" in words(told))
    return words(told)


def test_a_warm_thermometer_stays_warm_through_a_restart_of_the_agent(office: Office) -> None:
    assert _until_idle(office) == ["starting", "warming", "idle"]
    office.time += timedelta(minutes=2)
    assert _until_idle(office) == ["starting", "idle"]


@pytest.mark.parametrize("minutes", [4, -1])
def test_a_thermometer_that_may_have_lost_its_power_warms_up(office: Office, minutes: int) -> None:
    _until_idle(office)
    office.time += timedelta(minutes=minutes)
    assert "warming" in _until_idle(office)


def test_another_thermometer_warms_up(office: Office) -> None:
    _until_idle(office)
    assert "warming" in _until_idle(office, DEVICE.model_copy(update={"port": "/dev/ttyUSB1"}))


def test_a_thermometer_that_was_not_yet_warm_warms_up_again(
    office: Office, told: list[DeviceReport | LaneReport]
) -> None:
    with working(office, WoodenThermometer(), LaneProfile(warm_up=60)):
        wait_for(lambda: "warming" in words(told))
    assert "warming" in _until_idle(office)


def test_the_time_to_warm_up_is_an_option() -> None:
    assert runner._profile(DEVICE, 37.5).warm_up == 600
    assert runner._profile(DEVICE.model_copy(update={"warm_up": 0.5}), 37.5).warm_up == 30
    simulated = DEVICE.model_copy(update={"model": "simulated"})
    assert runner._profile(simulated, 37.5).warm_up == 0
