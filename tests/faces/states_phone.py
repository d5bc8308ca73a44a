"""States."""

from tests.faces.stage import State

STATES: tuple[State, ...] = ()
