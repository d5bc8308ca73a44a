"""Templates of slips: checked when the configuration is read, chosen for a slip."""

import re
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter

import config.slips
from config.load import settings_of
from config.refusals import ConfigError
from config.slips import OPTIONS, PLACEHOLDERS, SIZES, Kind, SlipSettings, shipped, template
from devices.printers import blocks

HALL = """
[hall]
slug = "hoa-yen"
name = "Bộ phận Một cửa"
[[hall.line]]
slug = "ho-tich"
prefix = "A"
name = "Hộ tịch"
[[hall.counter]]
slug = "1"
lines = ["ho-tich"]
"""


def refused(*tables: str) -> str:
    with pytest.raises(ConfigError) as caught:
        settings_of(HALL + "\n".join(tables), {}, source="motcua.toml")
    return str(caught.value)


def slip(blocks: str, kind: str = "ticket") -> str:
    return f'[[hall.slip]]\nkind = "{kind}"\nblock = [{blocks}, {{ block = "number" }}]'


WRONG = [
    ('{ block = "text", text = "{aheda}" }', "hall.slip[0]", "did you mean 'ahead'?"),
    ('{ block = "text", text = { vi = "{hall}", en = "{hal}" } }', "{hal}", "did you mean 'hall'?"),
    ('{ block = "checklist", items = ["{brng}"] }', "block[0] (checklist)", "'bring'?"),
    ('{ block = "qr", link = "{lnk}" }', "{lnk}", "did you mean 'link'?"),
    ('{ block = "qr", link = "https://ổ.vn" }', "link", "printable ASCII"),
    ('{ block = "txt" }', "hall.slip[0].block[0]", "no block 'txt'; did you mean 'text'?"),
    ('{ block = "text", txet = "a" }', "txet", "did you mean 'text'?"),
    ('{ block = "gap", text = "a" }', "'text' is not for the block 'gap'", "it has rows"),
    ('{ block = "rule", bold = true }', "'bold'", "it has no options"),
    ('{ block = "text", size = "huge" }', "size: 'huge'", "body"),
    ('{ block = "text", text = "{hall" }', "block[0] (text)", "written {hall}"),
    ('{ block = "cut" }', "hall.slip[0]", "a cut is the last block"),
    ('{ block = "gap", rows = 161 }', "rows", "160"),
    ('{ block = "text", text = "{telephone}" }', "no placeholder {telephone}", "known are"),
]


@pytest.mark.parametrize(("blocks", "where", "help_"), WRONG)
def test_a_wrong_template_is_named_with_a_way_out(blocks: str, where: str, help_: str) -> None:
    said = refused(slip(blocks))
    assert said.startswith("motcua.toml: hall.slip[0]")
    assert where in said
    assert help_ in said


def test_a_slip_says_only_what_its_kind_knows() -> None:
    assert "a roll has no placeholder {time}" in refused(
        slip('{ block = "text", text = "{time}" }', "roll")
    )
    assert "a refusal has no number" in refused(slip('{ block = "rule" }', "refusal"))
    none = '[[hall.slip]]\nkind = "ticket"\nblock = [{ block = "rule" }]'
    assert "a ticket needs a block 'number'" in refused(none)
    assert "'ticket' is used twice" in refused(
        slip('{ block = "rule" }'), slip('{ block = "gap" }')
    )
    assert "'ticket', 'large', 'refusal' or 'roll'" in refused(slip('{ block = "rule" }', "tiket"))


def test_every_kind_comes_with_the_product_for_both_papers_and_languages() -> None:
    for kind, paper, language in product(get_args(Kind), (80, 58), ("vi", "en")):
        found = template((), kind, language=language, paper=paper)
        assert found.kind == kind
        texts = [text for block in found.block for text in (block.text, block.title)]
        assert all(text.en for text in texts if text.vi and "{" not in text.vi)
    assert len(shipped()) == len(get_args(Kind))


def test_the_example_of_the_documents_is_a_good_one() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    example = re.search(r"## Slips.*?```toml\n(.*?)```", manual, re.DOTALL)
    assert example
    hall = settings_of(HALL + example[1], {}, source="operations.md").halls[0]
    assert [slip.kind for slip in hall.slip] == ["refusal"]


def own(**facts: Any) -> SlipSettings:
    return SlipSettings.model_validate({"kind": "ticket", "block": [{"block": "number"}], **facts})


def test_the_halls_own_template_counts_and_of_these_the_most_exact() -> None:
    usual, narrow, english = own(), own(paper=58), own(language="en")
    both = (usual, narrow, english)
    assert template(both, "ticket", language="vi", paper=80) is usual
    assert template(both, "ticket", language="en", paper=80) is english
    assert template(both, "ticket", language="en", paper=58) is narrow
    assert template((narrow,), "ticket", language="vi", paper=80) in shipped()
    assert template(both, "roll", language="vi", paper=80) in shipped()


def test_nothing_about_a_person_can_be_put_on_a_slip() -> None:
    """A list to be changed with care: slips are dropped and found."""
    assert {name for names in PLACEHOLDERS.values() for name in names} == {
        *("hall", "line", "counters", "bring", "hotline", "number", "ahead", "wait", "time"),
        *("valid", "priority", "copy", "link", "reason", "opens"),
    }
    assert set(PLACEHOLDERS) == set(get_args(Kind))


def test_templates_and_agents_mean_the_same_by_blocks_and_sizes() -> None:
    made = {kind.__dataclass_fields__["block"].default: kind for kind in _kinds()}
    assert set(OPTIONS) == set(made)
    for name, options in OPTIONS.items():
        fields = set(made[name].__dataclass_fields__) - {"block"}
        # of a number only the size can be chosen
        assert set(options) == (fields - {"text"} if name == "number" else fields), name
    assert SIZES["text"] == get_args(blocks.Size)
    assert SIZES["number"] == get_args(_kinds()[1].__dataclass_fields__["size"].type)
    for one in config.slips.SlipBlockSettings.model_fields:
        assert one == "block" or any(one in options for options in OPTIONS.values()), one


def _kinds() -> list[Any]:
    return [
        blocks.TextBlock,
        blocks.NumberBlock,
        blocks.RuleBlock,
        blocks.GapBlock,
        blocks.QrBlock,
        blocks.ChecklistBlock,
        blocks.CutBlock,
    ]


def test_an_agent_takes_as_many_items_as_a_template_gives() -> None:
    slip = {"blocks": [{"block": "checklist", "items": ["x"] * 30}]}
    assert TypeAdapter(blocks.Slip).validate_python(slip)
