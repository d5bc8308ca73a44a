from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.estimates import Desk, Wait, estimate_wait

MINUTES = {"a": 10.0, "b": 5.0}


def estimate(ahead, desks, waiting=None):
    return estimate_wait("a", ahead, waiting or {"a": ahead}, MINUTES, desks)


def test_nobody_before_and_a_free_counter_is_under_five_minutes():
    assert estimate(0, [Desk(("a",), busy=False)]) == Wait(0, 5)


def test_seven_before_at_two_counters():
    assert estimate(7, [Desk(("a",), busy=True)] * 2) == Wait(25, 50)


def test_a_counter_shared_with_another_line_serves_more_slowly():
    alone = estimate(5, [Desk(("a",), busy=True)])
    shared = estimate(5, [Desk(("a", "b"), busy=True)], {"a": 5, "b": 10})
    assert shared.low > alone.low
    assert shared.high > alone.high


@given(
    st.integers(0, 3000),
    st.integers(0, 500),
    st.lists(st.sampled_from([("a",), ("a", "b"), ("b",)]), max_size=9),
)
def test_a_range_is_a_range(ahead, others, lines):
    desks = [Desk(line, busy=True) for line in lines]
    wait = estimate(ahead, desks, {"a": ahead, "b": others})
    assert 0 <= wait.low < wait.high <= 600


@given(st.integers(0, 300))
def test_more_people_before_never_shorten_the_wait(ahead):
    desks = [Desk(("a",), busy=True)]
    assert estimate(ahead, desks).high <= estimate(ahead + 1, desks).high
