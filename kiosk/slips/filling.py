"""From a template and what is known to the blocks that an agent prints."""

from collections.abc import Mapping
from typing import Any

from config.section import Text
from config.slips import PLACE, SlipBlockSettings, SlipSettings

Facts = Mapping[str, str | tuple[str, ...]]
"""What stands for each placeholder; empty, or not there: nothing is known."""

PART = " · "
"""Between parts of a text, each of which may be left out."""

MOST_ITEMS = 30
"""Things of a checklist that an agent takes."""

LISTS = "; "

MARK: dict[str, Any] = {"block": "text", "bold": True, "boxed": True}


def filled(template: SlipSettings, facts: Facts, language: str) -> dict[str, Any]:
    """Return the slip (``job.slip``): the template's blocks with their placeholders replaced.

    A text, a part of it, an item or a code of which every placeholder is empty is left out. A copy
    says so, whether or not the template has a place for it.
    """
    blocks = [made for block in template.block if (made := _block(block, facts, language))]
    mark = facts.get("copy")
    if mark and not any("{copy}" in text for block in template.block for text in block.texts()):
        blocks.insert(0, MARK | {"text": mark})
    return {"language": language, "blocks": blocks}


def _block(block: SlipBlockSettings, facts: Facts, language: str) -> dict[str, Any] | None:
    """Return a block's JSON object; None when it has nothing to say."""
    made: dict[str, Any] = {"block": block.block}
    if block.block == "text":
        text = _text(block.text, facts, language)
        made |= {"text": text, "size": block.size or "body", "scale": block.scale}
        made |= {"bold": block.bold, "boxed": block.boxed, "align": block.align}
        return made if text else None
    if block.block == "number":
        return made | {"text": _one(facts["number"]), "size": block.size or "large"}
    if block.block == "qr":
        link = _replaced(block.link, facts)
        return made | {"link": link, "text": _text(block.text, facts, language)} if link else None
    if block.block == "checklist":
        items = [item for text in block.items for item in _items(text, facts, language)]
        title = _text(block.title, facts, language)
        made |= {"title": title, "items": items[:MOST_ITEMS], "boxes": block.boxes}
        return made if items else None
    if block.block == "gap":
        return made | {"rows": block.rows}
    return made | ({"mode": block.mode} if block.block == "cut" else {})


def _items(text: Text, facts: Facts, language: str) -> list[str]:
    """Return the items of one entry: a list alone becomes an item for each."""
    said = text.in_language(language)
    found = facts.get(said[1:-1]) if PLACE.fullmatch(said) else None
    if isinstance(found, tuple):
        return [item for item in found if item]
    one = _text(text, facts, language)
    return [one] if one else []


def _text(text: Text, facts: Facts, language: str) -> str:
    parts = (_replaced(part, facts) for part in text.in_language(language).split(PART))
    return PART.join(part for part in parts if part)


def _replaced(text: str, facts: Facts) -> str:
    """Put what is known for the placeholders; empty when there are some and none is known."""
    names = PLACE.findall(text)
    if names and not any(facts.get(name) for name in names):
        return ""
    return PLACE.sub(lambda found: _one(facts.get(found[1], "")), text).strip()


def _one(fact: str | tuple[str, ...]) -> str:
    return fact if isinstance(fact, str) else LISTS.join(fact)
