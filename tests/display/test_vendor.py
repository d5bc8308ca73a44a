"""Joining npm's files into what pages and printers load."""

from pathlib import Path

import pytest

from display.vendor import (
    ICONS,
    PRINTED,
    SUBSETS,
    WEIGHTS,
    MissingPackageError,
    font_rules,
    one_module,
    sprite,
    vendor,
)


def test_joins_modules_in_the_order_they_need_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("export class A {}\n", encoding="utf-8")
    (tmp_path / "b.js").write_text(
        '/** Long text. */\nimport { A } from "./a.js";\nexport function b() { return new A(); }\n',
        encoding="utf-8",
    )
    (tmp_path / "index.js").write_text(
        'export { b, } from "./b.js";\nexport { A } from "./a.js";\n', encoding="utf-8"
    )
    joined = one_module(tmp_path, "index.js")
    expected = "class A {} function b() { return new A(); } export { b, A };"
    assert " ".join(joined.split()) == expected


def test_the_sprite_has_a_symbol_for_each_icon(tmp_path: Path) -> None:
    file = tmp_path / "x.svg"
    file.write_text('<svg class="y"\n width="24">\n <path d="M1"/>\n</svg>', encoding="utf-8")
    drawn = sprite({"x": file})
    assert '<symbol id="i-x" viewBox="0 0 24 24"' in drawn
    assert '<path d="M1"/></symbol>' in drawn


def test_a_file_without_a_picture_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.svg"
    file.write_text("nothing", encoding="utf-8")
    with pytest.raises(MissingPackageError, match="is not a picture"):
        sprite({"x": file})


def test_font_rules_lie_beside_their_files_and_only_of_our_letters() -> None:
    rule = (
        "@font-face {{ src: url(./files/x-pro-{0}-400.woff2) format('woff2'), "
        "url(./files/x-pro-{0}-400.woff) format('woff'); }}"
    )
    css = font_rules(f"{rule.format('cyrillic')}\n{rule.format('latin')}\n")
    assert css == "@font-face { src: url(x-pro-latin-400.woff2) format('woff2'); }"


def test_missing_packages_are_named(tmp_path: Path) -> None:
    with pytest.raises(MissingPackageError, match=r"socket\.io-client"):
        vendor(tmp_path, pages=tmp_path / "pages", fonts=tmp_path / "fonts")


def test_everything_is_there_after_set_up(tmp_path: Path) -> None:
    packages = Path(__file__).parents[2] / "node_modules"
    pages, fonts = tmp_path / "pages", tmp_path / "fonts"
    vendor(packages, pages=pages, fonts=fonts)
    drawn = (pages / "icons.svg").read_text(encoding="utf-8")
    assert all(f'id="i-{name}"' in drawn for name in ICONS)
    assert len(list(pages.glob("*.woff2"))) == len(WEIGHTS) * len(SUBSETS)
    assert len(list(fonts.glob("*.ttf"))) == len(PRINTED)
    css = (pages / "fonts.css").read_text(encoding="utf-8")
    assert css.count("@font-face") == len(WEIGHTS) * len(SUBSETS)
    assert ".woff)" not in css
    for script in ("socket.io.js", "fluent.js"):
        text = (pages / script).read_text(encoding="utf-8")
        assert "sourceMappingURL" not in text
        assert "export" in text
        assert "import " not in text
