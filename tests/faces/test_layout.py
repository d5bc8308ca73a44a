"""Every state of every page at its real size: nothing cut, covered, too small or too pale."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.faces.gallery import new_page, on_page
from tests.faces.stage import Stage, State
from tests.faces.states import STATES

pytestmark = pytest.mark.slow

MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")
PUBLIC = {"small": 7.0, "large": 4.5}
KIOSK = PUBLIC | {"target": 96, "letter": 18, "still": True}
LIMITS: dict[str, dict[str, Any]] = {
    "touch": KIOSK,
    "lane": KIOSK,
    "wall": PUBLIC | {"target": 0, "letter": 22, "still": True},
    "phone": PUBLIC | {"target": 44, "letter": 14, "still": False},
    "desk": {"small": 4.5, "large": 4.5, "target": 32, "letter": 14, "still": False},
}
FORMS = {"small": 4.5, "large": 4.5, "target": 40, "letter": 14, "still": False}


CASES = [
    pytest.param(state, language, id=f"{state.name}-{language}")
    for state in STATES
    for language in state.languages
]


@pytest.fixture(scope="session")
def pages(chromium: Browser) -> Iterator[Callable[[str], Page]]:
    """Pages by size, used again by each state: opening a browser's context costs half a second."""
    opened: dict[str, Page] = {}

    def page(size: str) -> Page:
        if size not in opened:
            opened[size] = new_page(chromium, size)
        return opened[size]

    yield page
    for one in opened.values():
        one.context.close()


@pytest.mark.parametrize(("state", "language"), CASES)
def test_nothing_is_cut_covered_small_or_pale(
    pages: Callable[[str], Page], stage: Stage, state: State, language: str
) -> None:
    page = pages(state.size)
    with on_page(page, stage, state, language) as complaints:
        limits = LIMITS.get(state.name.split("-", maxsplit=1)[0], FORMS)
        found = page.evaluate(MEASURE, limits)
        if found:
            page.wait_for_timeout(400)  # a picture may just have been drawn anew
            found = page.evaluate(MEASURE, limits)
        assert found == []
        assert complaints == []
        assert page.locator("text=[object").count() == 0


def test_no_two_states_have_one_name() -> None:
    names = [state.name for state in STATES]
    assert len(set(names)) == len(names)
