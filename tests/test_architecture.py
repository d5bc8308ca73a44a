"""What the design promises about the whole tree."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.load import load
from config.paths import presets
from display.vendor import ICONS
from kiosk.domain.events import REGISTRY

ROOT = Path(__file__).parents[1]
PACKAGES = ("kiosk", "devices", "display", "config")
LIGHT = ("kiosk.domain.events", "devices.agent.runner", "display.board")
HEAVY = {"flask", "sqlalchemy"}


def tracked(*patterns: str) -> list[Path]:
    """Return the files that git has, and those that would be added."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [file for name in listed.splitlines() if (file := ROOT / name).is_file()]


def text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_package_init_files_are_empty() -> None:
    inits = [file for name in PACKAGES for file in (ROOT / name).rglob("__init__.py")]
    assert inits
    assert [str(file.relative_to(ROOT)) for file in inits if file.stat().st_size] == []


@pytest.mark.parametrize("module", LIGHT)
def test_light_modules_bring_neither_flask_nor_sqlalchemy(module: str) -> None:
    program = f"import sys, {module}; print(*({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_the_web_process_never_imports_what_belongs_to_the_agent() -> None:
    program = (
        "import sys, kiosk.app; print(*({'escpos', 'cv2', 'PIL', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_no_file_is_longer_than_500_lines() -> None:
    files = tracked("*.py", "*.js", "*.css", "*.html")
    long = {str(f.relative_to(ROOT)): n for f in files if (n := len(text_of(f).splitlines())) > 500}
    assert long == {}


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    place = re.compile(r"/(?:work|root|farm|home/[a-z]+|Users/[A-Za-z]+)/|/opt/(?:wheels|pypi)")
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in tracked()
        if file != Path(__file__)
        for number, line in enumerate(text_of(file).splitlines(), 1)
        if place.search(line)
    ]
    assert found == []


def test_locks_name_no_registry() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-node.lock"):
        assert "://" not in text_of(ROOT / name), name
    assert '"resolved"' not in text_of(ROOT / "package-lock.json")


def test_every_event_is_documented_with_its_fields() -> None:
    from dataclasses import fields

    manual = text_of(ROOT / "docs" / "events.md")
    heading = re.compile(r"^### `([\w.]+)`\n(.*?)(?=^##|\Z)", re.DOTALL | re.MULTILINE)
    sections = dict(heading.findall(manual))
    assert set(sections) == set(REGISTRY)
    common = {"hall", "at", "ticket", "number", "line", "waiting"}
    for kind, event in REGISTRY.items():
        own = {item.name for item in fields(event)} - common
        missing = {name for name in own if f"`{name}`" not in sections[kind]}
        assert not missing, f"{kind}: {missing}"


def test_documents_link_to_files_that_exist() -> None:
    broken = [
        f"{file.name}: {link}"
        for file in tracked("*.md")
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text_of(file))
        if not (file.parent / link).exists()
    ]
    assert broken == []


def test_icons_of_the_presets_are_in_the_sprite() -> None:
    halls = [hall for name in presets() for hall in load(None, {}, preset=name).settings.halls]
    wanted = {item.icon for hall in halls for item in (*hall.line, *hall.priority)}
    assert wanted - set(ICONS) == set()


def test_icons_of_the_pages_are_in_the_sprite() -> None:
    pages = tracked("kiosk/web/*.js", "kiosk/web/*.html", "display/*.js", "display/*.html")
    named = re.compile(r"""#i-([a-z0-9-]+)|\bicon\(["']([a-z0-9-]+)["']""")
    missing = {
        f"{file.name}: {name}"
        for file in pages
        for found in named.findall(text_of(file))
        if (name := found[0] or found[1]) not in ICONS
    }
    assert missing == set()


def test_the_version_stands_in_one_place() -> None:
    version = re.search(r'^version = "(.+)"$', text_of(ROOT / "pyproject.toml"), re.MULTILINE)
    assert version
    assert f'"version": "{version[1]}"' in text_of(ROOT / "package.json")
    assert f"## {version[1]}" in text_of(ROOT / "CHANGELOG.md")
    for file in tracked("*.py"):
        assert not re.search(rf'version.*"{re.escape(version[1])}"', text_of(file)), file
