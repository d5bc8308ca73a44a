"""Reading a configuration, and what is said when it is wrong."""

from pathlib import Path

import pytest

from config.load import load, load_agent, settings_of
from config.paths import presets
from config.refusals import ConfigError

HALL = """
[hall]
slug = "hoa-yen"
name = "Bộ phận Một cửa Phường Hòa Yên"
[[hall.line]]
slug = "ho-tich"
prefix = "A"
name = { vi = "Tư pháp - Hộ tịch", en = "Civil status" }
[[hall.line]]
slug = "chung-thuc"
prefix = "B"
name = "Chứng thực"
[[hall.counter]]
slug = "1"
lines = ["ho-tich", "chung-thuc"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ward.toml"
    path.write_text(HALL, encoding="utf-8")
    return path


def refusal(text: str, **environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        settings_of(text, environ, source="ward.toml")
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def test_reads_a_file(file: Path, tmp_path: Path) -> None:
    loaded = load(file, {"MOTCUA_DATA": str(tmp_path / "data")})
    assert loaded.source == file
    assert loaded.data == tmp_path / "data"
    hall = loaded.settings.halls[0]
    assert hall.title.in_language("en") == "Bộ phận Một cửa Phường Hòa Yên"
    assert [line.name.in_language("en") for line in hall.line] == ["Civil status", "Chứng thực"]


def test_tolerates_a_byte_order_mark(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + HALL.encode())
    assert load(file, {}).settings.hall("hoa-yen") is not None


def test_says_which_byte_is_not_utf_8(file: Path) -> None:
    file.write_bytes(HALL.encode("utf-16"))
    with pytest.raises(ConfigError, match=r"ward\.toml: not UTF-8 \(byte 0\)"):
        load(file, {})


def test_says_that_a_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml: cannot be read: No such file"):
        load(tmp_path / "none.toml", {})


@pytest.mark.parametrize("name", presets())
def test_every_preset_loads(name: str) -> None:
    loaded = load(None, {}, preset=name)
    assert loaded.source == name
    assert loaded.settings.halls


def test_a_misspelt_preset_gets_a_hint() -> None:
    with pytest.raises(ConfigError, match="there is no preset 'wrd'; did you mean 'ward'"):
        load(None, {}, preset="wrd")


def test_looks_for_the_configuration_in_order(file: Path, tmp_path: Path) -> None:
    empty = tmp_path / "data"
    assert load(None, {"MOTCUA_DATA": str(empty)}).source == "demo"
    assert load(None, {"MOTCUA_CONFIG": str(file)}, data=empty).source == file
    assert load(None, {"MOTCUA_CONFIG": "x"}, preset="ward", data=empty).source == "ward"
    empty.mkdir()
    own = empty / "motcua.toml"
    own.write_text(HALL, encoding="utf-8")
    assert load(None, {}, data=empty).source == own


def test_the_demo_suits_a_newcomer() -> None:
    settings = load(None, {}).settings
    assert settings.demo
    assert settings.security.loopback_kiosk
    assert settings.halls[0].outside_hours == "allow"
    assert {printer.model for printer in settings.agent.printer} == {"simulated"}


@pytest.mark.parametrize("name", ["ward", "city", "epidemic"])
def test_presets_for_real_use_are_closed(name: str) -> None:
    settings = load(None, {}, preset=name).settings
    assert not settings.demo
    assert not settings.security.loopback_kiosk
    assert {hall.outside_hours for hall in settings.halls} == {"refuse"}
    devices = (*settings.agent.printer, *settings.agent.thermometer)
    assert "simulated" not in {device.model for device in devices}


def test_an_unknown_key_names_file_key_and_the_right_word() -> None:
    text = HALL.replace('prefix = "B"', 'prefx = "B"')
    assert refusal(text).startswith(
        "ward.toml: hall.line[1].prefx (of 'chung-thuc'): there is no such option; "
        "did you mean 'prefix'?"
    )


def test_an_unknown_section_gets_a_hint() -> None:
    assert refusal(HALL + "[sever]\nport = 1\n").startswith(
        "ward.toml: sever: there is no such option; did you mean 'server'?"
    )


def test_a_word_like_none_gets_the_list() -> None:
    sentence = refusal(HALL + "[server]\nzzzzz = 1\n")
    assert "server.zzzzz: there is no such option; known are: host, port" in sentence


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('prefix = "B"', 'prefix = "I1"', "hall.line[1].prefix (of 'chung-thuc'): 'I1' does not"),
        ('prefix = "B"', "", "hall.line[1].prefix (of 'chung-thuc'): is missing: one or two cap"),
        ('prefix = "B"', 'prefix = "A"', "hall: line prefix 'A' is used twice"),
        ('"ho-tich", "chung-thuc"]', '"ho-tihc"]', "hall: counter 1: there is no line 'ho-tihc'"),
        ('name = "Chứng thực"', "name = 5", "hall.line[1].name (of 'chung-thuc'): should be a t"),
        ('slug = "1"', "slug = 1", "hall.counter[0].slug (of '1'): 1 should be a valid string"),
        ('slug = "hoa-yen"', 'slug = "Hòa Yên"', "hall.slug: 'Hòa Yên' does not fit"),
        ("[hall]", '[hall]\ntimezone = "Asia/Hanoi"', "hall.timezone: 'Asia/Hanoi' is not a time"),
        ("[hall]", '[server]\nport = "x"\n[hall]', "server.port: 'x' should be a valid integer"),
        ("[hall]", "[server]\nport = 70000\n[hall]", "server.port: 70000 should be less than"),
        ("[hall]", "server = 5\n[hall]", "server: should be a table"),
        ("[hall]", '[agent]\nprinter = "x"\n[hall]', "agent.printer: 'x' should be"),
    ],
)
def test_a_wrong_value_is_explained(before: str, after: str, said: str) -> None:
    sentence = refusal(HALL.replace(before, after, 1))
    assert sentence.startswith(f"ward.toml: {said}"), sentence


def test_hours_that_end_before_they_start() -> None:
    text = HALL + '[[hall.hours]]\ndays = ["mon"]\nstart = "11:30"\nend = "07:30"\n'
    assert refusal(text) == (
        "ward.toml: hall.hours[0]: end 07:30:00 is not later than start 11:30:00"
    )


def test_no_hall_at_all() -> None:
    assert refusal("demo = true").startswith("ward.toml: halls: is missing: the halls")


def test_a_syntax_error_has_its_line() -> None:
    assert "ward.toml: not valid TOML" in refusal("a = 1\nb = = 2\n")
    assert "line 2" in refusal("a = 1\nb = = 2\n")


def test_one_hall_and_more_halls_together_are_refused() -> None:
    text = HALL + HALL.replace("[hall]", "[[halls]]").replace("[[hall.", "[[halls.")
    assert refusal(text) == "ward.toml: [hall] and [[halls]] are both given; keep one of them"


def test_more_halls_are_counted_in_messages() -> None:
    first = HALL.replace("[hall]", "[[halls]]").replace("[[hall.", "[[halls.")
    second = first.replace("hoa-yen", "hoa-an").replace("minutes", "")
    assert len(settings_of(first + second, {}, source="x").halls) == 2
    assert refusal(first + second.replace('prefix = "B"', 'prefx = "B"')).startswith(
        "ward.toml: halls[1].line[1].prefx (of 'chung-thuc')"
    )
    assert refusal(first + first) == "ward.toml: hall 'hoa-yen' is used twice"


def test_several_findings_are_counted() -> None:
    text = HALL + "[server]\nport = -1\n[security]\nsession_hours = 0\n"
    assert refusal(text).endswith("(and 1 more)")


THERMOMETER = '[[agent.thermometer]]\nlane = "cua-chinh"\nmodel = "simulated"\n'
PRINTER = '[[agent.printer]]\nname = "kiosk-2"\nmodel = "simulated"\n'


def test_a_thermometer_needs_its_lane() -> None:
    assert refusal(HALL + THERMOMETER) == (
        "ward.toml: agent.thermometer: there is no lane 'cua-chinh'; no lane is configured"
    )


def test_a_printer_needs_its_hall() -> None:
    assert refusal(HALL + PRINTER + 'hall = "hoa-an"\n') == (
        "ward.toml: agent.printer 'kiosk-2': there is no hall 'hoa-an'; halls are hoa-yen"
    )


def test_an_agent_beside_the_hall_knows_the_lanes_limits(file: Path) -> None:
    lane = '[[hall.lane]]\nslug = "cua-chinh"\nlimit = 37.3\n'
    file.write_text(HALL + lane + THERMOMETER + PRINTER, encoding="utf-8")
    loaded = load_agent(file, {})
    assert loaded.limits == {"cua-chinh": 37.3}
    assert [printer.name for printer in loaded.settings.printer] == ["kiosk-2"]


def test_an_agent_with_printers_needs_no_hall(file: Path, tmp_path: Path) -> None:
    file.write_text(PRINTER, encoding="utf-8")
    environ = {"MOTCUA_LOG__FORMAT": "json", "MOTCUA_SERVER__PORT": "1"}
    loaded = load_agent(file, environ, data=tmp_path)
    assert (loaded.settings.printer[0].name, loaded.log.format) == ("kiosk-2", "json")
    assert (loaded.limits, loaded.data, loaded.source) == ({}, tmp_path, file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (THERMOMETER, "agent.thermometer: nothing here says the limit of lane 'cua-chinh'"),
        ("[agnet]\n", "agnet: there is no such option; did you mean 'agent'?"),
        ("", "agent: is missing: the devices on this PC"),
    ],
)
def test_a_lone_agents_file_is_checked(text: str, said: str, file: Path) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_agent(file, {})
    assert str(caught.value).startswith(f"{file}: {said}")
