"""Copies from npm's packages what pages and printers need: scripts, fonts and icons.

``python -m display.vendor`` does it during set-up; what it writes is never committed.
"""

import re
import shutil
import sys
from pathlib import Path

ICONS = (
    "a-large-small",
    "accessibility",
    "arrow-left",
    "arrow-left-right",
    "arrow-right",
    "baby",
    "ban",
    "bell",
    "building-2",
    "check",
    "circle",
    "circle-alert",
    "circle-check",
    "clock",
    "door-open",
    "file-check",
    "file-text",
    "flask-conical",
    "footprints",
    "graduation-cap",
    "hand",
    "hand-heart",
    "heart",
    "heart-handshake",
    "id-card",
    "inbox",
    "info",
    "keyboard",
    "landmark",
    "languages",
    "log-out",
    "map",
    "medal",
    "megaphone",
    "monitor",
    "moon",
    "pause",
    "phone-call",
    "play",
    "printer",
    "printer-check",
    "printer-x",
    "qr-code",
    "refresh-cw",
    "rotate-ccw",
    "scan-face",
    "settings",
    "shield-check",
    "smartphone",
    "stamp",
    "store",
    "thermometer",
    "ticket",
    "triangle-alert",
    "undo-2",
    "user",
    "users",
    "volume-2",
    "volume-x",
    "wifi-off",
    "x",
)
"""Names of the lucide icons in the sprite; a page shows one as ``<use href="…#i-printer">``."""

WEIGHTS = (400, 500, 600, 700, 800)
PRINTED = {400: "Regular", 500: "Medium", 700: "Bold", 800: "ExtraBold"}
"""Weights of the fonts that tickets are drawn with."""

SUBSETS = ("vietnamese", "latin-ext", "latin")
"""The font files' letters; the browser fetches only the files whose letters a page has."""


class MissingPackageError(Exception):
    """A file that an npm package should have brought is not there."""


def main() -> int:
    """Copy everything; the exit status is 1 when npm's packages are not complete."""
    root = Path(__file__).resolve().parent.parent
    try:
        vendor(
            root / "node_modules",
            pages=root / "display" / "static" / "vendor",
            fonts=root / "devices" / "printers" / "fonts",
        )
    except MissingPackageError as error:
        sys.stderr.write(f"{error}: run `npm ci` first\n")
        return 1
    return 0


def vendor(packages: Path, *, pages: Path, fonts: Path) -> None:
    """Copy what pages need to ``pages`` and what printers need to ``fonts``.

    Raises:
        MissingPackageError: A file is not in ``packages`` (npm's ``node_modules``).
    """
    for folder in (pages, fonts):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    _script(_file(packages, "socket.io-client/dist/socket.io.esm.min.js"), pages / "socket.io.js")
    fluent = packages / "@fluent" / "bundle" / "esm"
    (pages / "fluent.js").write_text(one_module(fluent, "index.js"), encoding="utf-8")
    icons = {name: _file(packages, f"lucide-static/icons/{name}.svg") for name in ICONS}
    (pages / "icons.svg").write_text(sprite(icons), encoding="utf-8")
    _web_fonts(packages, pages)
    _print_fonts(packages, fonts)


def one_module(folder: Path, entry: str) -> str:
    """Join the modules that ``entry`` imports from its folder into one, without their imports.

    It understands what this package writes: ``import {…} from "./x.js"`` and ``export`` before a
    declaration, ``export {…} from "./x.js"`` in the entry.

    Raises:
        MissingPackageError: A module is not there.
    """
    order: list[str] = []
    _visit(folder, entry, order)
    body = "\n".join(_without_links(_text(folder / name)) for name in order if name != entry)
    names = re.findall(r"export\s*\{([^}]*)\}", _text(folder / entry))
    exported = ", ".join(name for part in names for name in re.findall(r"\w+", part))
    return f"{body}\nexport {{ {exported} }};\n"


def _visit(folder: Path, name: str, order: list[str]) -> None:
    for needed in re.findall(r'from\s+"\./([\w.-]+)"', _text(folder / name)):
        if needed not in order:
            _visit(folder, needed, order)
    if name not in order:
        order.append(name)


def _without_links(text: str) -> str:
    text = re.sub(r"^import\s[^;]*;\s*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"^export\s+(?=class|function|const|let|async)", "", text, flags=re.MULTILINE)
    text = re.sub(r"^\s*/\*\*.*?\*/\s*$", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"^//# sourceMappingURL=.*$|^\n", "", text, flags=re.MULTILINE)


def sprite(icons: dict[str, Path]) -> str:
    """Return one SVG with a symbol ``i-<name>`` for each icon file."""
    symbols = "\n".join(_symbol(name, file) for name, file in icons.items())
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def _symbol(name: str, file: Path) -> str:
    drawn = re.search(r"<svg[^>]*>(.*)</svg>", _text(file), flags=re.DOTALL)
    if drawn is None:
        raise MissingPackageError(f"{file} is not a picture")
    inside = " ".join(drawn.group(1).split())
    return (
        f'<symbol id="i-{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{inside}</symbol>'
    )


def font_rules(css: str) -> str:
    """Keep of the package's style sheet the rules of our subsets, with the files beside it."""
    rules = re.findall(r"@font-face\s*{[^}]*}", css)
    kept = [rule for rule in rules if any(f"-pro-{subset}-" in rule for subset in SUBSETS)]
    text = "\n".join(kept).replace("./files/", "")
    return re.sub(r",\s*url\([^)]*\.woff\)\s*format\('woff'\)", "", text)


def _web_fonts(packages: Path, pages: Path) -> None:
    package = packages / "@fontsource" / "be-vietnam-pro"
    rules = []
    for weight in WEIGHTS:
        rules.append(font_rules(_text(package / f"{weight}.css")))
        for subset in SUBSETS:
            name = f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
            shutil.copyfile(_file(package, f"files/{name}"), pages / name)
    (pages / "fonts.css").write_text("\n".join(rules) + "\n", encoding="utf-8")


def _print_fonts(packages: Path, fonts: Path) -> None:
    for weight, style in PRINTED.items():
        name = f"BeVietnamPro_{weight}{style}.ttf"
        source = _file(packages, f"@expo-google-fonts/be-vietnam-pro/{weight}{style}/{name}")
        shutil.copyfile(source, fonts / f"BeVietnamPro-{style}.ttf")


def _script(source: Path, target: Path) -> None:
    """Copy a script without the link to its source map, which is not shipped."""
    text = _text(source)
    target.write_text(re.sub(r"//# sourceMappingURL=.*\n?", "", text), encoding="utf-8")


def _file(packages: Path, name: str) -> Path:
    file = packages / name
    if not file.is_file():
        raise MissingPackageError(f"npm's {name} is missing")
    return file


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise MissingPackageError(f"{file} is missing") from error


if __name__ == "__main__":
    sys.exit(main())
