"""The driver and the simulated module talk over a real line."""

import os
import time

import pytest

from config.agent import ThermometerSettings
from devices.errors import (
    DeviceGoneError,
    DeviceSettingsError,
    DeviceSilentError,
    FrameError,
)
from devices.lane import Lane, LaneProfile
from devices.port import open_port
from devices.registry import create_thermometer
from devices.thermometers import gy614
from devices.thermometers.gy614 import Gy614, Gy615
from devices.thermometers.simulated import PtyCable, SimulatedGy614, TcpCable, encode

CABLES = [TcpCable, *([PtyCable] if os.name == "posix" else [])]


def settings(model="gy-614", port="", **more):
    return ThermometerSettings(lane="door", model=model, port=port, **more)


@pytest.fixture(params=CABLES)
def module(request):
    simulator = SimulatedGy614(request.param, seed=1)
    yield simulator
    simulator.stop()


@pytest.fixture
def thermometer(module):
    driver = Gy614(settings(port=module.address))
    yield driver
    driver.close()


def collect(driver, count, seconds=3.0):
    found, end = [], time.monotonic() + seconds
    while len(found) < count and time.monotonic() < end:
        found += driver.readings(0.2)
    return found


def until(condition, seconds=4.0):
    end = time.monotonic() + seconds
    while not (done := condition()) and time.monotonic() < end:
        pass
    return done


def test_real_bytes_become_readings(module, thermometer):
    thermometer.open()
    assert collect(thermometer, 1)[0].raw == pytest.approx(26, abs=0.2)
    module.control("person", kind="feverish")
    assert until(lambda: any(r.raw > 38.5 for r in thermometer.readings(0.2)))
    assert thermometer.quality.good > 3
    assert thermometer.quality.bad == 0


def test_readings_wait_no_longer_than_asked(module, thermometer):
    thermometer.open()
    module.control("silence")
    collect(thermometer, 1, 0.3)
    begin = time.monotonic()
    assert thermometer.readings(0.3) == []
    assert 0.2 < time.monotonic() - begin < 0.8


def test_unplugged_is_gone_and_the_same_driver_opens_again(module):
    driver = create_thermometer(settings(model="simulated"))
    driver.simulator.stop()  # the one made for it; this test brings its own line
    driver._simulator = module
    driver.open()
    assert collect(driver, 1)
    module.control("unplug")
    with pytest.raises(DeviceGoneError):
        collect(driver, 999)
    driver.close()
    with pytest.raises(DeviceGoneError):
        driver.open()
    module.control("replug")
    driver.open()
    assert collect(driver, 1)
    driver.close()


def test_noise_is_noise_while_reading_and_while_opening(module, thermometer, monkeypatch):
    monkeypatch.setattr(gy614, "PATIENCE", 0.5)
    thermometer.open()
    module.control("noise")
    with pytest.raises(FrameError):
        collect(thermometer, 9999, 6)
    thermometer.close()
    with pytest.raises(FrameError):
        thermometer.open()
    module.control("resume")
    thermometer.open()


def test_silence_at_the_start(module, thermometer):
    module.control("silence")
    with pytest.raises(DeviceSilentError):
        thermometer.open()


def test_gy615_is_told_to_speak(module):
    line = open_port(module.address)
    line.write(bytes.fromhex("A515BA"), 1.0)  # query once, then wait
    assert until(lambda: line.read(0.3) == b"")
    line.close()
    driver = Gy615(settings(model="gy-615", port=module.address))
    driver.open()
    assert collect(driver, 2)
    driver.close()


def test_values_no_sensor_can_have_are_noise():
    clock = iter(range(100))
    driver = Gy614(settings(port="x"), clock=lambda: next(clock))
    driver._port = type("Line", (), {"read": lambda *_: bytes.fromhex("5A5A4504440E09C41C")})()
    with pytest.raises(FrameError, match="sensible"):
        [driver.readings(0) for _ in range(9)]
    assert driver.quality.implausible > 1


@pytest.mark.parametrize(
    ("port", "error"),
    [("", DeviceSettingsError), ("nonsense://x", DeviceSettingsError), ("/none", DeviceGoneError)],
)
def test_ports_that_cannot_be_opened(port, error):
    with pytest.raises(error):
        Gy614(settings(port=port)).open()


def test_a_refused_connection_is_gone():
    cable = TcpCable()
    cable.close()
    with pytest.raises(DeviceGoneError):
        Gy614(settings(port=cable.address)).open()


def test_the_registry_knows_what_was_meant():
    with pytest.raises(DeviceSettingsError, match="did you mean 'gy-614'"):
        create_thermometer(settings(model="GY614"))
    with pytest.raises(DeviceSettingsError, match="models are gy-614"):
        create_thermometer(settings(model="xyz"))


def test_unknown_verbs_are_refused_by_name(module):
    with pytest.raises(ValueError, match="verbs are person"):
        module.control("dance")
    with pytest.raises(ValueError, match="kinds are normal"):
        module.control("person", kind="angry")


def test_a_simulated_visitor_passes_the_lane():
    driver = create_thermometer(settings(model="simulated"))
    driver.open()
    lane = Lane(LaneProfile(warm_up=0, hold=0.5), now=time.monotonic())

    def state():
        return lane.step(driver.readings(0.2), time.monotonic()).state

    assert until(lambda: state() == "idle")
    assert "visitor of 36.5" in driver.simulator.control("person")
    assert until(lambda: state() == "pass")
    driver.simulator.control("leave")
    assert until(lambda: state() == "idle", 6)
    driver.simulator.control("person", kind="feverish")
    assert until(lambda: state() == "secondary")
    driver.close()
    driver.simulator.stop()


def test_frames_round_trip():
    assert encode(36.52, 25.0).hex() == "5a5a45040e4409c41c"
