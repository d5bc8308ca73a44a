"""Options and secrets from the environment."""

from pathlib import Path

import pytest

from config.environment import text_of
from config.load import load
from config.refusals import ConfigError
from config.sections import Settings


def settings(**environ: str) -> Settings:
    return load(None, environ, preset="demo").settings


def test_the_environment_goes_over_the_file() -> None:
    got = settings(MOTCUA_SERVER__PORT="9000", MOTCUA_DEMO="false", MOTCUA_LOG__FORMAT="json")
    assert (got.server.port, got.demo, got.log.format) == (9000, False, "json")


def test_database_and_redis_have_short_names() -> None:
    got = settings(
        MOTCUA_DATABASE_URL="postgresql://hall:geheim@db/motcua", MOTCUA_REDIS_URL="redis://r/0"
    )
    assert got.storage.url is not None
    assert got.storage.redis is not None
    assert got.storage.url.get_secret_value() == "postgresql://hall:geheim@db/motcua"
    assert "geheim" not in repr(got)


@pytest.mark.parametrize("name", ["MOTCUA_DATABASE_URL_FILE", "MOTCUA_STORAGE__URL_FILE"])
def test_a_secret_can_lie_in_a_file(name: str, tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("postgresql://db/motcua\n", encoding="utf-8")
    got = settings(**{name: str(file)})
    assert got.storage.url is not None
    assert got.storage.url.get_secret_value() == "postgresql://db/motcua"


@pytest.mark.parametrize(
    ("content", "said"), [(None, "cannot read"), (b" \n", "is empty"), (b"\xff", "is not UTF-8")]
)
def test_a_missing_or_empty_secret_is_loud(
    content: bytes | None, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "url"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        settings(MOTCUA_DATABASE_URL_FILE=str(file))
    assert "MOTCUA_DATABASE_URL_FILE" in str(caught.value)
    assert str(file) in str(caught.value)
    assert said in str(caught.value)


def test_a_secret_twice_is_refused(tmp_path: Path) -> None:
    both = {"MOTCUA_TOKEN": "a", "MOTCUA_TOKEN_FILE": str(tmp_path)}
    with pytest.raises(ConfigError, match="MOTCUA_TOKEN and MOTCUA_TOKEN_FILE are both set"):
        text_of(both, "MOTCUA_TOKEN")


def test_two_names_of_one_option_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"both set storage\.url"):
        settings(MOTCUA_DATABASE_URL="a", MOTCUA_STORAGE__URL="b")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("MOTCUA_SERVER__PROT", "did you mean 'MOTCUA_SERVER__PORT'?"),
        ("MOTCUA_DATABSE_URL", "did you mean 'MOTCUA_DATABASE_URL'?"),
        ("MOTCUA_WHATEVER", "config/default.toml lists them all"),
        ("MOTCUA_SERVER__PORT__X", "sets no option"),
        ("MOTCUA_AGENT__PRINTER", "sets no option"),
    ],
)
def test_an_unknown_variable_gets_a_hint(name: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        settings(**{name: "1"})
    assert str(caught.value).startswith(name)
    assert said in str(caught.value)


def test_a_wrong_value_names_the_variable() -> None:
    with pytest.raises(ConfigError) as caught:
        settings(MOTCUA_SERVER__PORT="acht")
    assert str(caught.value).startswith("MOTCUA_SERVER__PORT: 'acht' should be a valid integer")


def test_variables_of_others_are_left_alone() -> None:
    settings(MOTCUA_DATA="d", MOTCUA_TOKEN="t", MOTCUA_TOKEN_FILE="f", HOME="/x")
