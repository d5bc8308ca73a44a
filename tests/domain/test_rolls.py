"""Emergency numbers as stretches."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.rolls import Series, roll_prefix

STEPS = st.lists(
    st.tuples(st.sampled_from(["reserve", "use"]), st.integers(1, 30), st.integers(0, 9)),
    max_size=30,
)


def test_the_letters_are_another_series() -> None:
    assert roll_prefix("A") == "AX"


@given(STEPS)
def test_stretches_are_a_set_of_figures(steps) -> None:
    series, there, last = Series("a"), set(), 0
    for what, start, more in steps:
        if what == "reserve":
            first = series.last + 1
            series = series.reserved(first, first + more)
            there |= set(range(first, first + more + 1))
            last = first + more
        else:
            assert series.missing(start, start + more) == [
                n for n in range(start, start + more + 1) if n not in there
            ]
            series = series.without(start, start + more)
            there -= set(range(start, start + more + 1))
        assert {n for first, end in series.unused for n in range(first, end + 1)} == there
        assert series.last == last
        gaps = zip(series.unused, series.unused[1:], strict=False)
        assert all(after[0] > before[1] + 1 for before, after in gaps)
        assert Series.from_json(series.to_json()) == series
