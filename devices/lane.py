"""The entrance lane: from readings to one word, never to a verdict on a person."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from devices.thermometers.base import Reading

State = Literal[
    "off",
    "starting",
    "warming",
    "idle",
    "present",
    "measuring",
    "pass",
    "retest",
    "secondary",
    "cleared",
    "refused",
    "declined",
    "fault",
    "manual",
]

Decision = Literal["cleared", "refused", "declined", "manual", "automatic"]
"""What a person may decide; ``automatic`` ends ``manual``."""

Verdict = Literal["pass", "retest", "secondary"]

BY_HAND: frozenset[State] = frozenset({"cleared", "refused", "declined"})
"""What only a person decides."""

ANYWHERE: frozenset[State] = frozenset({"fault", "manual"})
"""A device may fail, and staff may take over, in any state but ``off``."""

ALLOWED: Mapping[State, frozenset[State]] = {
    "off": frozenset(),
    "starting": frozenset({"warming", "idle"}),
    "warming": frozenset({"idle"}),
    "idle": frozenset({"present", "declined"}),
    "present": frozenset({"measuring", "idle", "declined"}),
    "measuring": frozenset({"present", "pass", "retest", "secondary", "idle", "declined"}),
    "pass": frozenset({"idle", "present"}),
    "retest": frozenset({"present", "measuring", "idle", "declined"}),
    "secondary": frozenset({"cleared", "refused", "declined", "idle", "present"}),
    "cleared": frozenset({"idle", "present"}),
    "refused": frozenset({"idle", "present"}),
    "declined": frozenset({"idle", "present"}),
    "fault": frozenset({"warming", "idle", "declined"}),
    "manual": frozenset({"starting", "cleared", "refused", "declined"}),
}
"""Where each state may lead, besides ``ANYWHERE``: ``pass`` comes from ``measuring`` alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneProfile:
    """Every number of the lane; times in seconds, temperatures in °C."""

    enabled: bool = True
    """False keeps the lane ``off``."""

    limit: float = 37.5
    """Corrected temperature from which a second look by a person is asked for."""

    correction: float = 0.0
    """Added to raw values; raw stays as read."""

    guard: float = 0.2
    """So close below the limit one measurement is not believed."""

    immediate: float = 1.0
    """So far above the limit one measurement is enough for a second look."""

    too_cold: float = 34.0
    """Corrected temperature below which a face cannot be: no result."""

    person_low: float = 30.0
    person_high: float = 43.0
    """Raw temperatures between which it can be a person."""

    rise: float = 2.0
    """How much warmer than the empty lane a person is."""

    presence_frames: int = 3
    presence_time: float = 0.3
    """Both are needed before somebody counts as present."""

    absence_frames: int = 5
    absence_time: float = 0.8
    """Both are needed before somebody counts as gone."""

    gap_frames: int = 2
    """After so many frames without a person the next one is somebody else."""

    window: int = 8
    window_span: float = 3.0
    stable_frames: int = 6
    stable_range: float = 0.3
    stable_slope: float = 0.2
    """A result is the median of the last ``window`` frames when they are this calm (°C/s)."""

    jump: float = 3.0
    """A bigger step between two frames is somebody moving: the window starts again."""

    measure_time: float = 5.0
    """A measurement that is not calm by then has failed."""

    retests: int = 2
    retest_pause: float = 10.0
    """Measurements after the first one, and the pause before each."""

    hold: float = 3.0
    """How long a result stays on the screen."""

    secondary_hold: float = 8.0
    """How long a second look stays on the screen, also when the person steps aside at once."""

    vacant_time: float = 2.0
    """After so long with nobody there, the next one is not the one whom a person looks after."""

    stale: float = 1.0
    silent: float = 3.0
    """Without a reading: nothing can result; then the thermometer is out of order."""

    stuck_frames: int = 20
    stuck_time: float = 3.0
    stuck_alone: float = 10.0
    """So many identical frames for so long, with a person there or without."""

    warm_up: float = 600.0
    """From the lane's start; none when the thermometer is warm already."""

    recover_frames: int = 5
    """Readings that must come before the lane works."""


@dataclass(frozen=True, slots=True)
class LaneView:
    """What the lane shows now."""

    state: State
    since: float
    """Monotonic clock when the state began."""
    fault: str | None
    """Code of the fault (``silent stuck noise unplugged settings``); None without one."""
    raw: float | None
    """The person's temperature as read, °C; None when nobody is measured or it is stale."""
    corrected: float | None
    """``raw`` plus the correction."""


def verdict(results: Sequence[float], profile: LaneProfile) -> Verdict:
    """Judge the corrected results of one visitor, in the order in which they were measured.

    One result at the limit asks for another; two, or one with another close below the limit,
    ask a person to look. A result close below the limit alone is measured again.
    """
    high = sum(value >= profile.limit for value in results)
    near = sum(profile.limit - profile.guard <= value < profile.limit for value in results)
    cold = sum(value < profile.too_cold for value in results)
    clear = len(results) - high - near - cold
    doubtful = high > 1 or (high and near) or cold > 1
    if doubtful or max(results) >= profile.limit + profile.immediate:
        return "secondary"
    needed = 2 if high else 1
    return "pass" if clear >= needed or near > 1 or (near and clear) else "retest"


class _Presence:
    """Whether somebody stands before the sensor, seen from the temperature alone."""

    def __init__(self, profile: LaneProfile) -> None:
        self._profile = profile
        self._empty: deque[float] = deque(maxlen=50)
        self.reset()

    def reset(self) -> None:
        """Forget who is there, not how warm the empty lane is."""
        self.present = False
        self._inside = self._outside = 0
        self._inside_since = self._outside_since = 0.0
        self._gap = True

    @property
    def warm(self) -> bool:
        """Whether the last reading was a person's."""
        return self._inside > 0

    def vacant(self, at: float) -> float:
        """Return for how long nobody has been there; 0 while somebody is."""
        return at - self._outside_since if self._outside and not self.present else 0.0

    @property
    def vacant_before(self) -> float:
        """For how long nobody was there before the one who is there now."""
        return self._inside_since - self._outside_since

    @property
    def threshold(self) -> float:
        """Raw temperature from which it may be a person."""
        empty = median(self._empty) if self._empty else 0.0
        return max(self._profile.person_low, empty + self._profile.rise)

    def feed(self, reading: Reading) -> Literal["arrived", "left"] | None:
        """Take one reading; tell when somebody, or somebody else, came or everybody left."""
        if self.threshold <= reading.raw <= self._profile.person_high:
            return self._warm(reading.at)
        if not self.present and reading.raw < self._profile.too_cold - self._profile.rise:
            self._empty.append(reading.raw)
        return self._cool(reading.at)

    def _warm(self, at: float) -> Literal["arrived"] | None:
        if not self._inside:
            self._inside_since = at
        self._inside, self._outside = self._inside + 1, 0
        long = at - self._inside_since >= self._profile.presence_time
        if not (self._gap and self._inside >= self._profile.presence_frames and long):
            return None
        self.present, self._gap = True, False
        return "arrived"

    def _cool(self, at: float) -> Literal["left"] | None:
        if not self._outside:
            self._outside_since = at
        self._outside, self._inside = self._outside + 1, 0
        self._gap = self._gap or self._outside >= self._profile.gap_frames
        long = at - self._outside_since >= self._profile.absence_time
        if not (self.present and self._outside >= self._profile.absence_frames and long):
            return None
        self.present = False
        return "left"


class _Window:
    """The last readings of one person, and their median once they are calm."""

    def __init__(self, profile: LaneProfile) -> None:
        self._profile = profile
        self._readings: deque[Reading] = deque(maxlen=profile.window)

    def clear(self) -> None:
        """Start again."""
        self._readings.clear()

    def add(self, reading: Reading) -> None:
        """Take a reading; a jump starts the window again."""
        last = self._readings[-1] if self._readings else reading
        if abs(reading.raw - last.raw) > self._profile.jump:
            self.clear()
        self._readings.append(reading)

    def result(self, now: float) -> float | None:
        """Return the median raw temperature, or None while it is not to be trusted.

        Values that do not differ at all come from a stuck device, not from a person.
        """
        profile = self._profile
        fresh = [reading for reading in self._readings if now - reading.at <= profile.window_span]
        if len(fresh) < profile.stable_frames or now - fresh[-1].at > profile.stale:
            return None
        values = [reading.raw for reading in fresh]
        calm = round(max(values) - min(values), 6) <= profile.stable_range
        alive = len({(reading.raw, reading.ambient) for reading in fresh}) > 1
        if not (calm and alive and abs(_slope(fresh)) <= profile.stable_slope):
            return None
        return median(values)


def _slope(readings: Sequence[Reading]) -> float:
    """Return the trend in °C/s by least squares; infinite when all came at one moment."""
    middle = sum(reading.at for reading in readings) / len(readings)
    spread = sum((reading.at - middle) ** 2 for reading in readings)
    if not spread:
        return float("inf")
    return sum((reading.at - middle) * reading.raw for reading in readings) / spread


class _Repeats:
    """How long the device has been sending one and the same values."""

    def __init__(self, profile: LaneProfile) -> None:
        self._profile = profile
        self._value: tuple[float, float | None] | None = None
        self._since = 0.0
        self._count = 0
        self.stuck = False
        """Whether no living sensor does that; until another value comes."""

    def feed(self, reading: Reading, *, present: bool) -> None:
        """Take one reading."""
        value = (reading.raw, reading.ambient)
        if value != self._value:
            self._value, self._since, self._count, self.stuck = value, reading.at, 0, False
        self._count += 1
        limit = self._profile.stuck_time if present else self._profile.stuck_alone
        many = self._count >= self._profile.stuck_frames
        self.stuck = self.stuck or (many and reading.at - self._since >= limit)


class Lane:
    """The state machine of one lane; one thread owns it, it reads no clock."""

    def __init__(self, profile: LaneProfile, *, now: float) -> None:
        self._profile = profile
        self._state: State = "starting" if profile.enabled else "off"
        self._since = self._started = self._heard = self._gone_since = now
        self._fault: str | None = None
        self._good = 0
        self._presence = _Presence(profile)
        self._window = _Window(profile)
        self._repeats = _Repeats(profile)
        self._results: list[float] = []
        self._attempts = 0
        self._raw: float | None = None
        self._by_hand = False
        self._next_waits = False

    def step(
        self, readings: Sequence[Reading], now: float, *, fault: str | None = None
    ) -> LaneView:
        """Take what was read since the last step, a few times a second also when it is nothing.

        Args:
            readings: New readings, oldest first.
            now: Monotonic clock.
            fault: Code of the DeviceError that ``open`` or ``readings`` raised since the last
                step and that still holds; None when the device works.
        """
        if self._state == "off":
            return self._view(now)
        for reading in readings:
            self._take(reading)
        self._fault = self._what_is_wrong(now, fault)
        if self._fault:
            self._fail(now)
        else:
            self._advance(now)
        return self._view(now)

    def decide(self, decision: Decision, now: float) -> LaneView:
        """A person decides; only here ``cleared`` and ``refused`` come from.

        Raises:
            ValueError: Not possible in this state.
        """
        target: State = "starting" if decision == "automatic" else decision
        self._go(target, now)
        if decision in {"manual", "automatic"}:
            self._by_hand = decision == "manual"
            self._forget()
            self._presence.reset()
            self._good = 0
        return self._view(now)

    def _take(self, reading: Reading) -> None:
        self._heard, self._good = reading.at, self._good + 1
        event = self._presence.feed(reading)
        self._repeats.feed(reading, present=self._presence.present)
        if event == "left":
            self._gone_since = reading.at
            self._left(reading.at)
        elif event == "arrived":
            self._arrived(reading.at)
        elif self._state in {"present", "measuring"} and self._presence.warm:
            self._measure(reading)

    def _arrived(self, at: float) -> None:
        """Begin a new episode; whoever it is, nothing of the one before counts."""
        after_decision = self._state in BY_HAND and self._gone_since >= self._since
        if self._state in {"idle", "measuring", "pass", "retest"} or (
            after_decision and not self._by_hand
        ):
            self._forget()
            self._go("present", at)
        elif self._presence.vacant_before >= self._profile.vacant_time:
            # measured once the screen is free: it still speaks to the one before
            self._next_waits = True

    def _left(self, at: float) -> None:
        if self._state in {"present", "measuring", "retest"}:
            self._forget()
            self._go("idle", at)

    def _measure(self, reading: Reading) -> None:
        if self._state == "present":
            self._go("measuring", reading.at)
        self._window.add(reading)
        self._raw = reading.raw
        result = self._window.result(reading.at)
        if result is not None:
            self._raw = result
            self._results.append(result + self._profile.correction)
            self._conclude(verdict(self._results, self._profile), reading.at)

    def _conclude(self, word: Verdict, at: float) -> None:
        self._window.clear()
        self._attempts += 1
        again = word == "retest" and self._attempts <= self._profile.retests
        self._go("secondary" if word == "retest" and not again else word, at)

    def _what_is_wrong(self, now: float, fault: str | None) -> str | None:
        if fault:
            return fault
        if now - self._heard > self._profile.silent:
            return "silent"
        return "stuck" if self._repeats.stuck else None

    def _fail(self, now: float) -> None:
        """Stop measuring; what a person has in hand (second look, manual) goes on."""
        self._good = 0
        if self._state in BY_HAND:
            if self._held(now):
                self._release(now)
        elif self._state not in {"fault", "secondary", "manual"}:
            self._forget()
            self._presence.reset()
            self._go("fault", now)

    def _advance(self, now: float) -> None:
        if now - self._heard > self._profile.stale:
            self._window.clear()
        match self._state:
            case "starting" | "warming" | "fault":
                self._warm_up(now)
            case "measuring" if now - self._since > self._profile.measure_time:
                self._conclude("retest", now)
            case "retest" if now - self._since >= self._profile.retest_pause:
                self._go("measuring", now)
            case "pass" | "cleared" | "refused" | "declined" if self._held(now):
                self._release(now)
            case "secondary" if self._stepped_aside(now):
                self._release(now)
            case _:
                pass

    def _warm_up(self, now: float) -> None:
        if self._good < self._profile.recover_frames:
            return
        self._presence.reset()
        if now - self._started >= self._profile.warm_up:
            self._go("idle", now)
        elif self._state != "warming":
            self._go("warming", now)

    def _held(self, now: float) -> bool:
        return now - self._since >= self._profile.hold

    def _stepped_aside(self, now: float) -> bool:
        """Whether the second look goes on elsewhere, and has been read."""
        gone = self._presence.vacant(now) >= self._profile.vacant_time
        return (gone or self._next_waits) and now - self._since >= self._profile.secondary_hold

    def _release(self, now: float) -> None:
        """End a result; the same person does not become the next one, who waits is measured."""
        waits = self._next_waits and self._presence.present and not self._by_hand
        self._forget()
        self._go("manual" if self._by_hand else "idle", now)
        if waits:
            self._go("present", now)

    def _forget(self) -> None:
        self._window.clear()
        self._results, self._attempts, self._raw = [], 0, None
        self._next_waits = False

    def _go(self, state: State, now: float) -> None:
        if state == self._state:
            return
        if self._state == "off" or state not in ALLOWED[self._state] | ANYWHERE:
            raise ValueError(f"the lane is {self._state}; from there it cannot become {state}")
        self._state, self._since = state, now

    def _view(self, now: float) -> LaneView:
        shown = self._state in {"present", "measuring", "pass", "retest", "secondary"}
        live = self._state in {"present", "measuring"}
        stale = live and now - self._heard > self._profile.stale
        raw = self._raw if shown and not stale else None
        corrected = None if raw is None else raw + self._profile.correction
        return LaneView(self._state, self._since, self._fault, raw, corrected)
