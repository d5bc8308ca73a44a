from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.numbering import hall_day, new_ticket_id, prefix_of, ticket_number

letters = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=1, max_size=2)


@pytest.mark.parametrize(
    ("sequence", "number"),
    [(1, "A001"), (15, "A015"), (999, "A999"), (1000, "A1000"), (1001, "A1001"), (9999, "A9999")],
)
def test_numbers_have_three_figures_and_go_on_with_four(sequence, number):
    assert ticket_number("A", sequence) == number


def test_there_is_no_number_zero():
    with pytest.raises(ValueError, match="start at 1"):
        ticket_number("A", 0)


@given(letters, letters, st.integers(1, 20000), st.integers(1, 20000))
def test_lines_never_run_into_each_other(one, other, n, m):
    same = ticket_number(one, n) == ticket_number(other, m)
    assert same == ((one, n) == (other, m))
    assert prefix_of(ticket_number(one, n)) == one


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2026, 11, 22, 16, 59, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 17, 0, tzinfo=UTC), date(2026, 11, 23)),
    ],
)
def test_the_day_is_the_halls_own(utc, day):
    assert hall_day(utc, "Asia/Ho_Chi_Minh") == day


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        hall_day(datetime(2026, 11, 23, 8, 0), "Asia/Ho_Chi_Minh")  # noqa: DTZ001  # on purpose


def test_ids_are_long_and_do_not_repeat():
    ids = {new_ticket_id() for _ in range(2000)}
    assert len(ids) == 2000
    assert {len(one) for one in ids} == {20}
