"""A lane tells people apart, believes only calm readings and never passes on a fault."""

import random
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from devices.lane import ALLOWED, ANYWHERE, Lane, LaneProfile, verdict
from devices.thermometers.base import Reading

STEP = 1 / 14
PROFILE = LaneProfile(warm_up=0)


class Door:
    """A lane, its visitors and their clock."""

    def __init__(self, profile=PROFILE, start=1000.0):
        self.now, self.noise = start, random.Random(1)
        self.lane = Lane(profile, now=start)
        self.states = ["starting"]
        self.shows(26.0, seconds=1)

    def step(self, readings=(), fault=None):
        self.now += STEP
        self.view = self.lane.step(readings, self.now, fault=fault)
        self._note()
        return self.view

    def shows(self, target, *, seconds, jitter=0.03):
        for _ in range(round(seconds / STEP)):
            value = target(self.now) if callable(target) else target
            raw = value + self.noise.uniform(-jitter, jitter)
            ambient = 26.0 + self.noise.uniform(-0.02, 0.02)
            self.step([Reading(raw, ambient, self.now + STEP)])
        return self.view.state

    def silent(self, seconds, fault=None):
        for _ in range(round(seconds / STEP)):
            self.step((), fault)
        return self.view.state

    def decide(self, word):
        self.view = self.lane.decide(word, self.now)
        self._note()
        return self.view.state

    def _note(self):
        if self.states[-1] != self.view.state:
            self.states.append(self.view.state)


def test_a_visitor_is_welcomed_once_and_leaves():
    door = Door()
    assert door.states == ["starting", "idle"]
    door.shows(36.5, seconds=6)
    door.shows(26, seconds=2)
    assert door.states == ["starting", "idle", "present", "measuring", "pass", "idle"]


def test_the_pass_stays_three_seconds():
    door = Door()
    while door.view.state != "pass":
        door.shows(36.5, seconds=STEP)
    assert door.view.raw == pytest.approx(36.5, abs=0.03)
    assert door.shows(36.5, seconds=2.8) == "pass"
    assert door.shows(36.5, seconds=0.4) == "idle"


def test_the_correction_is_kept_apart():
    door = Door(LaneProfile(warm_up=0, correction=0.6))
    door.shows(36.0, seconds=1.5)
    assert door.view.corrected == door.view.raw + 0.6
    assert door.view.raw == pytest.approx(36.0, abs=0.05)


def test_old_values_give_no_result():  # T2
    door = Door()
    door.shows(36.5, seconds=0.65)
    assert door.view.state == "measuring"
    door.silent(1.1)
    assert door.view.raw is None
    door.shows(36.5, seconds=4 * STEP)
    assert door.view.state == "measuring"


def test_a_stuck_device_passes_nobody():  # T10
    door = Door()
    for _ in range(60):
        door.step([Reading(36.5, 25.0, door.now + STEP)])
    assert (door.view.state, door.view.fault) == ("fault", "stuck")
    assert "pass" not in door.states
    door.shows(26, seconds=1)
    assert door.view.state == "idle"


def test_a_device_stuck_on_an_empty_lane_is_noticed_after_ten_seconds():
    door = Door()
    for _ in range(round(9.5 / STEP)):
        door.step([Reading(26.0, 25.0, door.now + STEP)])
    assert door.view.state == "idle"
    for _ in range(14):
        door.step([Reading(26.0, 25.0, door.now + STEP)])
    assert (door.view.state, door.view.fault) == ("fault", "stuck")


def test_silence_while_measuring_is_a_fault_and_no_pass():  # T11
    door = Door()
    door.shows(36.5, seconds=0.65)
    assert door.silent(2.8) == "measuring"
    assert door.silent(0.4) == "fault"
    assert door.view.fault == "silent"
    assert "pass" not in door.states


def test_an_unplugged_device_comes_back_after_five_frames():  # T12
    door = Door()
    assert door.silent(5, "unplugged") == "fault"
    assert door.view.fault == "unplugged"
    assert door.shows(26, seconds=4 * STEP) == "fault"
    assert door.shows(26, seconds=STEP) == "idle"
    assert door.view.fault is None


def test_a_person_waiting_while_the_device_recovers_is_measured():
    door = Door()
    door.silent(1, "unplugged")
    assert door.shows(36.5, seconds=2) == "pass"


@pytest.mark.parametrize("raw", [20.0, 29.8, 43.2, 60.0])
def test_what_cannot_be_a_person_is_nobody(raw):  # T15
    door = Door()
    assert door.shows(raw, seconds=10) == "idle"
    assert door.states == ["starting", "idle"]


@pytest.mark.parametrize("raw", [30.1, 33.0])
def test_a_cold_face_is_no_result(raw):  # T15
    door = Door()
    assert door.shows(raw, seconds=30) == "secondary"
    assert "pass" not in door.states


def test_the_warmest_possible_person_is_not_passed():  # T15
    door = Door()
    assert door.shows(42.9, seconds=3) == "secondary"


def test_an_approaching_visitor_gets_one_pass_with_the_plateau():  # T16
    door = Door()
    start = door.now
    door.shows(lambda now: 28 + 6.8 * (now - start) / 1.5, seconds=1.5)
    while door.view.state != "pass":
        door.shows(36.4, seconds=STEP, jitter=0.1)
    assert door.view.raw == pytest.approx(36.4, abs=0.1)
    door.shows(36.4, seconds=10, jitter=0.1)
    assert door.states.count("pass") == 1


def test_an_unsteady_visitor_sees_a_person_after_two_retests():  # T17
    door = Door()
    door.shows(lambda now: 36.5 + (0.6 if int(now / STEP) % 2 else -0.6), seconds=40)
    assert door.states[2:] == [
        "present",
        "measuring",
        "retest",
        "measuring",
        "retest",
        "measuring",
        "secondary",
    ]


def test_close_below_the_limit_is_measured_again():  # T18
    door = Door()
    assert door.shows(37.4, seconds=2) == "retest"
    assert door.shows(37.6, seconds=12) == "secondary"
    assert door.decide("cleared") == "cleared"
    assert door.shows(37.6, seconds=4) == "idle"


def test_a_high_fever_needs_one_measurement():
    door = Door()
    assert door.shows(38.9, seconds=2) == "secondary"
    assert door.view.raw == pytest.approx(38.9, abs=0.03)


def test_the_second_look_waits_for_a_person_and_ends_when_all_have_gone():
    door = Door()
    assert door.shows(38.9, seconds=300) == "secondary"
    assert door.shows(26, seconds=1.8) == "secondary"
    assert door.shows(26, seconds=0.4) == "idle"
    assert "pass" not in door.states


def test_the_second_look_can_be_read_by_who_steps_aside_at_once():
    door = Door()
    while door.view.state != "secondary":
        door.shows(38.9, seconds=STEP)
    assert door.shows(26, seconds=7.8) == "secondary"
    assert door.shows(26, seconds=0.4) == "idle"


def test_a_queue_goes_on_behind_a_second_look():
    door = Door()
    while door.view.state != "secondary":
        door.shows(38.9, seconds=STEP)
    door.shows(26, seconds=2.5)
    assert door.shows(36.5, seconds=5) == "secondary"
    assert door.shows(36.5, seconds=2) == "pass"
    assert door.states[4:] == ["secondary", "present", "measuring", "pass"]


def test_who_moves_before_the_sensor_is_not_measured_out_of_a_second_look():
    door = Door()
    door.shows(38.9, seconds=10)
    for _ in range(5):
        door.shows(26, seconds=1.5)
        assert door.shows(36.5, seconds=5) == "secondary"


def test_who_waits_is_measured_after_the_decision_on_who_stepped_aside():
    door = Door()
    door.shows(38.9, seconds=2)
    door.shows(26, seconds=2.5)
    door.shows(36.5, seconds=0.5)
    assert door.decide("refused") == "refused"
    assert door.shows(36.5, seconds=2.8) == "refused"
    assert door.shows(36.5, seconds=2) == "pass"


def test_who_returns_for_the_decision_is_not_measured_again():
    door = Door()
    door.shows(38.9, seconds=2)
    door.shows(26, seconds=1.5)
    door.shows(36.5, seconds=0.5)
    assert door.decide("refused") == "refused"
    assert door.shows(36.5, seconds=6) == "idle"


def test_a_fault_does_not_close_a_second_look():
    door = Door()
    door.shows(38.9, seconds=2)
    assert door.silent(5) == "secondary"
    assert door.view.fault == "silent"
    assert door.decide("refused") == "refused"
    assert door.silent(4) == "fault"


def test_who_walks_away_gets_no_result():  # T19
    door = Door()
    door.shows(36.5, seconds=0.5)
    assert door.shows(26, seconds=1.5) == "idle"
    assert door.states[2:] == ["present", "measuring", "idle"]


def test_two_people_close_together_get_two_results():  # T19
    door = Door()
    door.shows(36.5, seconds=1.5)
    door.shows(27, seconds=0.4)
    door.shows(38.9, seconds=1.5)
    results = ["present", "measuring", "pass", "present", "measuring", "secondary"]
    assert door.states[2:] == results


def test_a_second_person_inherits_nothing_of_the_first():
    door = Door()
    assert door.shows(37.6, seconds=2) == "retest"
    door.shows(26, seconds=0.4)
    assert door.shows(36.5, seconds=1.5) == "pass"


def test_without_leaving_nobody_else_is_passed():  # T19
    door = Door()
    door.shows(36.5, seconds=20)
    assert door.states[-1] == "idle"
    assert door.states.count("pass") == 1


def test_somebody_new_after_a_decision_is_measured():
    door = Door()
    door.shows(38.9, seconds=2)
    door.decide("cleared")
    door.shows(26, seconds=1)
    assert door.shows(36.5, seconds=2) == "pass"


def test_a_lane_by_hand_needs_no_thermometer():
    door = Door()
    door.silent(5)
    assert door.decide("manual") == "manual"
    assert door.decide("cleared") == "cleared"
    assert door.silent(4) == "manual"
    assert door.decide("automatic") == "starting"
    assert door.shows(26, seconds=1) == "idle"


def test_warming_up_takes_its_time():
    door = Door(LaneProfile(warm_up=20))
    assert door.view.state == "warming"
    assert door.shows(36.5, seconds=10) == "warming"
    assert door.shows(26, seconds=10) == "idle"


def test_a_lane_that_is_off_stays_off():
    lane = Lane(LaneProfile(enabled=False), now=0.0)
    assert lane.step([Reading(36.5, 25.0, 1.0)], 1.0).state == "off"
    with pytest.raises(ValueError, match="off"):
        lane.decide("manual", 1.0)


@pytest.mark.parametrize("word", ["cleared", "refused"])
def test_nobody_is_cleared_or_refused_without_a_second_look(word):
    door = Door()
    with pytest.raises(ValueError, match="idle"):
        door.decide(word)


def test_the_lane_knows_only_differences_of_time():  # T29
    def walk(start):
        door = Door(start=start)
        door.shows(36.5, seconds=5)
        return door.states

    assert walk(0.0) == walk(1e6)


VERDICTS = [
    ([36.5], "pass"),
    ([37.4], "retest"),
    ([37.4, 37.4], "pass"),
    ([37.4, 36.9], "pass"),
    ([37.4, 37.6], "secondary"),
    ([37.6], "retest"),
    ([37.6, 36.9], "retest"),
    ([37.6, 36.9, 36.8], "pass"),
    ([37.6, 36.9, 37.5], "secondary"),
    ([37.6, 37.4], "secondary"),
    ([38.5], "secondary"),
    ([33.9], "retest"),
    ([33.9, 33.0], "secondary"),
    ([33.9, 36.5], "pass"),
]


@pytest.mark.parametrize(("results", "word"), VERDICTS)
def test_verdicts(results, word):
    assert verdict(results, PROFILE) == word


MOVES = st.one_of(
    st.tuples(st.floats(15, 65), st.floats(0.1, 6), st.floats(0, 0.5)),
    st.tuples(st.sampled_from(["silent", "unplugged", "noise"]), st.floats(0.1, 5), st.just(0)),
)


@given(st.lists(MOVES, max_size=8))
@example([(42.90625, 5.0, 0.1875), (15.0, 5.0, 0.0), (30.0, 1.0, 0.0)])  # who waits comes at once
def test_whatever_happens_only_allowed_steps_are_made(moves):
    door = Door()
    calm = door.states[-1]
    for what, seconds, jitter in moves:
        if isinstance(what, str):
            door.silent(seconds, None if what == "silent" else what)
        else:
            door.shows(what, seconds=seconds, jitter=jitter)
    assert calm == "idle"
    for before, after in pairwise(door.states):
        assert after in ALLOWED[before] | ANYWHERE
    assert door.states.count("pass") <= door.states.count("present")
    assert not {"cleared", "refused", "declined"} & set(door.states)
