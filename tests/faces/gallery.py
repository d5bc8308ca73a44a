"""Pictures of every state: ``python -m tests.faces.gallery OUTDIR [part of a name …]``."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.faces.stage import SIZES, Stage, State
from tests.faces.states import STATES

CHROMIUM = "/usr/bin/chromium"
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
    "--disable-features=SpareRendererForSitePerProcess", "--renderer-process-limit=4",
]  # fmt: skip


@contextmanager
def browser() -> Iterator[Browser]:
    """Open Debian's Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def shown(
    opened: Browser, stage: Stage, state: State, language: str
) -> Iterator[tuple[Page, list[str]]]:
    """Open a state and do its steps; the list holds what the page's console complained of."""
    page = new_page(opened, state.size)
    try:
        with on_page(page, stage, state, language) as complaints:
            yield page, complaints
    finally:
        page.context.close()


def new_page(opened: Browser, size: str) -> Page:
    """Open an empty page of one of the sizes in a context of its own."""
    width, height = SIZES[size]
    return opened.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce"
    ).new_page()


@contextmanager
def on_page(page: Page, stage: Stage, state: State, language: str) -> Iterator[list[str]]:
    """Show a state on a page that may have shown others; nothing stays of it."""
    complaints: list[str] = []
    failed = lambda error: complaints.append(str(error))  # noqa: E731  # to be taken off again
    said = lambda what: complaints.append(what.text) if _serious(what) else None  # noqa: E731
    page.on("pageerror", failed)
    page.on("console", said)
    try:
        page.goto(stage.put(state, language))
        page.evaluate("document.fonts.ready")
        for verb, what in state.steps:
            _do(page, verb, what)
        page.wait_for_timeout(250 if state.emits else 60)
        yield complaints
    finally:
        page.remove_listener("pageerror", failed)
        page.remove_listener("console", said)
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
        page.context.clear_cookies()
        page.goto("about:blank")


def _serious(said: object) -> bool:
    text, kind = said.text, said.type  # type: ignore[attr-defined]
    return kind == "error" and "Failed to load resource" not in text and "WebSocket" not in text


def _do(page: Page, verb: str, what: str) -> None:
    if verb == "click":
        page.click(what, timeout=5000)
    elif verb == "press":
        page.keyboard.press(what)
    elif verb == "see":
        page.wait_for_selector(what, timeout=8000)
    else:
        page.wait_for_timeout(int(what))


def main(folder: Path, wanted: list[str]) -> None:
    """Write a picture of each state whose name holds one of ``wanted`` (none: all)."""
    folder.mkdir(parents=True, exist_ok=True)
    stage = Stage()
    with browser() as opened:
        for state in STATES:
            if wanted and not any(part in state.name for part in wanted):
                continue
            for language in state.languages:
                try:
                    with shown(opened, stage, state, language) as (page, complaints):
                        page.screenshot(path=folder / f"{state.name}.{language}.png")
                        sys.stdout.write(f"{state.name}.{language} {complaints or ''}\n")
                except Exception as error:  # noqa: BLE001 -- the other pictures are wanted too
                    sys.stdout.write(f"{state.name}.{language} FAILED {str(error)[:300]}\n")
    stage.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
