"""Every command that ends by itself: what it says, where, and its status."""

import sqlite3
from pathlib import Path

import pytest

from tests.servers import free_port
from tests.trials.client import WARD


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "--prot", "1"], "motcua run: No such option '--prot'."),
        (["run", "--port", "http"], "motcua run: Invalid value for '--port': 'http'"),
        (["run", "--port", "70000"], "motcua run: Invalid value for '--port': 70000"),
        (["verfy"], "motcua: No such command 'verfy'."),
        (["token", "create", "--role", "kiosk"], "token create: Missing option '--name'."),
        (["token", "create", "--name", "x", "--role", "boss"], "'boss' is not one of"),
        (["staff", "add", "lan", "--role", "kiosk"], "'kiosk' is not one of"),
        (["backup"], "motcua backup: Missing argument 'FILE'."),
        (["init", "--config", "no/such.toml"], "such.toml: cannot be read"),
        (["agent", "--server", "http://x"], "the agent's token is missing"),
        (["agent", "--server", "http://x", "--token-file", "no/such"], "--token-file: cannot read"),
    ],
)
def test_wrong_usage_is_one_sentence_and_status_2(motcua, arguments, says) -> None:
    done = motcua(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


@pytest.mark.parametrize("command", ["run", "serve", "init", "verify", "doctor", "agent"])
def test_wrong_key_names_file_and_key(motcua, home: Path, command: str) -> None:
    file = home / "motcua.toml"
    file.write_text(WARD.replace("prefix", "prefx", 1), encoding="utf-8")
    more = ["--server", "http://127.0.0.1:1"] if command == "agent" else []
    done = motcua(command, *more)
    assert done.returncode == 2
    assert str(file) in done.stderr
    assert "prefx" in done.stderr
    assert "did you mean 'prefix'?" in done.stderr
    assert done.stderr.count("\n") == 1


def test_wrong_variable_is_status_2(motcua) -> None:
    done = motcua("init", MOTCUA_SERVER__PROT="1")
    assert done.returncode == 2
    assert "MOTCUA_SERVER__PROT" in done.stderr


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "oracle+what://"])
def test_other_databases_are_refused(motcua, url: str) -> None:
    done = motcua("init", MOTCUA_DATABASE_URL=url)
    assert done.returncode == 2
    assert "MOTCUA_DATABASE_URL" in done.stderr
    assert done.stderr.count("\n") == 1


def test_silent_database_is_status_1_and_says_no_password(motcua) -> None:
    url = f"postgresql://me:hush@127.0.0.1:{free_port()}/x"
    done = motcua("verify", MOTCUA_DATABASE_URL=url)
    assert done.returncode == 1
    assert "the database does not answer" in done.stderr
    assert "hush" not in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify"],
        ["backup", "x"],
        ["staff", "add", "lan", "--role", "officer"],
        ["token", "create", "--name", "x", "--role", "kiosk"],
    ],
)
def test_without_database_the_way_out_is_named(motcua, home: Path, arguments) -> None:
    done = motcua(*arguments)
    assert done.returncode == 1
    assert "motcua init" in done.stderr
    assert sorted(file.name for file in home.iterdir()) == ["motcua.toml"]


@pytest.mark.parametrize("first", [True, False])
def test_options_stand_before_or_after_the_command(motcua, tmp_path: Path, *, first: bool) -> None:
    place = ["--data", str(tmp_path / "other"), "--config", str(tmp_path / "data" / "motcua.toml")]
    done = motcua(*place, "init") if first else motcua("init", *place)
    assert done.returncode == 0, done.stderr
    made = motcua("token", *place, "create", "--name", "a", "--role", "kiosk")
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "other" / "motcua.db").is_file()


def test_token_alone_goes_to_standard_output(motcua) -> None:
    motcua("init")
    done = motcua("token", "create", "--name", "kiosk 1", "--role", "kiosk")
    assert done.stdout.startswith("mc_")
    assert done.stdout.split() == [done.stdout.strip()]
    again = motcua("token", "create", "--name", "kiosk 1", "--role", "kiosk")
    assert again.returncode == 1
    assert again.stderr == "the name 'kiosk 1' is taken; choose another\n"


def test_one_time_password_alone_goes_to_standard_output(motcua) -> None:
    motcua("init")
    done = motcua("staff", "add", "lan", "--role", "officer")
    assert done.returncode == 0
    assert len(done.stdout.split()) == 1


def test_init_upgrade_verify_backup_restore(motcua, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.sqlite")
    assert "database created" in motcua("init").stdout
    assert "there was one already" in motcua("init").stdout
    assert "already" in motcua("upgrade").stdout
    assert "hoa-yen: seq 0, head 0000" in motcua("verify").stdout
    assert motcua("staff", "add", "lan", "--role", "officer").returncode == 0
    assert motcua("backup", copy).returncode == 0
    assert motcua("staff", "add", "minh", "--role", "officer").returncode == 0
    assert motcua("restore", copy).returncode == 0
    assert motcua("staff", "add", "minh", "--role", "officer").returncode == 0
    assert motcua("staff", "add", "lan", "--role", "officer").returncode == 1
    assert motcua("verify").returncode == 0


def test_backup_into_a_missing_folder_is_one_sentence(motcua, tmp_path: Path) -> None:
    motcua("init")
    done = motcua("backup", str(tmp_path / "gone" / "x.db"))
    assert done.returncode == 1
    assert f"there is no folder {tmp_path / 'gone'}" in done.stderr
    assert done.stderr.count("\n") == 1


def test_restore_refuses_what_is_no_backup(motcua, tmp_path: Path) -> None:
    motcua("init")
    done = motcua("restore", str(tmp_path / "nothing"))
    assert done.returncode == 1
    assert done.stderr.endswith("nothing: there is no such file\n")


def test_verify_names_the_first_difference(motcua, home: Path) -> None:
    motcua("init")
    with sqlite3.connect(home / "motcua.db") as database:
        database.execute("UPDATE halls SET seq = 7")
    database.close()
    done = motcua("verify")
    assert done.returncode == 1
    assert "hoa-yen: " in done.stdout
    assert done.stderr.startswith("hoa-yen: ")
    assert "7" in done.stderr


@pytest.mark.parametrize(("there", "says"), [("0000", "motcua upgrade"), ("9999", "newer")])
def test_other_schema_is_refused(motcua, home: Path, there: str, says: str) -> None:
    motcua("init")
    with sqlite3.connect(home / "motcua.db") as database:
        database.execute("UPDATE alembic_version SET version_num = ?", (there,))
    database.close()
    for command in (["verify"], ["serve", "--port", "0"]):
        done = motcua(*command)
        assert done.returncode == 1
        assert says in done.stderr
        assert "Traceback" not in done.stderr
