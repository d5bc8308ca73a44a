"""Every state of every page that is looked at and measured."""

from tests.faces import states_desk, states_forms, states_phone, states_touch, states_wall
from tests.faces.stage import State

STATES: tuple[State, ...] = (
    *states_touch.STATES,
    *states_wall.STATES,
    *states_desk.STATES,
    *states_phone.STATES,
    *states_forms.STATES,
)
