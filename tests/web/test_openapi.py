"""The API's description is complete, and the running server keeps to it."""

import shutil
import uuid
from collections.abc import Iterator

import hypothesis.errors
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

from kiosk.storage.engines import open_engine
from kiosk.storage.schema import ensure_halls, upgrade
from kiosk.storage.verify import verify
from tests.running import Running, new_token, post, product
from tests.web.offices import API, CONFIG, TICKETS, Town

KEYS = "call recall begin finish no-show hold resume transfer open close"
CONTRACT = {
    "/halls": {"get"},
    "/halls/{hall}": {"get"},
    "/halls/{hall}/tickets": {"post"},
    "/tickets/{ticket}": {"get", "delete"},
    "/halls/{hall}/board": {"get"},
    "/halls/{hall}/journal": {"get"},
    "/printers": {"get"},
    "/lanes/{lane}": {"get"},
    "/lanes/{lane}/reading": {"get"},
    **{f"/halls/{{hall}}/counters/{{counter}}/{key}": {"post"} for key in KEYS.split()},
}


@pytest.fixture
def document(town: Town) -> dict:
    answer = town.who().get("/api/openapi.json")
    assert (answer.status, answer.kind) == (200, "application/json")
    return answer.body


def test_every_call_of_the_contract_is_described(document: dict) -> None:
    assert document["openapi"].startswith("3.1")
    for path, methods in CONTRACT.items():
        assert methods <= set(document["paths"][f"{API}{path}"]), path


def test_every_call_tells_what_it_does_and_how_it_refuses(document: dict) -> None:
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            where = f"{method} {path}"
            assert call["summary"].endswith("."), where
            refusals = {
                status: answer
                for status, answer in call["responses"].items()
                if not status.startswith("2")
            }
            assert refusals, where
            for answer in refusals.values():
                assert list(answer["content"]) == ["application/problem+json"], where
    assert set(document["components"]["securitySchemes"]) >= {"token", "session"}


def test_every_shape_that_is_named_is_there(document: dict) -> None:
    text = str(document)
    for name in document["components"]["schemas"]:
        assert f"#/components/schemas/{name}" in text
    for part in text.split("'#/components/schemas/")[1:]:
        assert part.split("'")[0] in document["components"]["schemas"]


# --- Against the running server ---------------------------------------------------------


@pytest.fixture(scope="module")
def server(database_for_all, tmp_path_factory) -> Iterator[tuple[Running, str]]:
    data = tmp_path_factory.mktemp("described")
    config = CONFIG.replace("patience = 30", 'patience = 30\noutside_hours = "allow"')
    (data / "motcua.toml").write_text(config, encoding="utf-8")
    engine = open_engine(database_for_all)
    upgrade(engine)
    ensure_halls(engine, ["hoa-yen", "ben-tre"])
    engine.dispose()
    environ = {"MOTCUA_DATABASE_URL": database_for_all}
    with product(data, config, **environ) as running:
        yield running, new_token(data, "admin", **environ)
    shutil.rmtree(data, ignore_errors=True)


BOUNDS = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)

# Names that no hall has are refused though they fit the description; and what happens without a
# token is tried in test_roles.
LEFT_OUT = [checks.positive_data_acceptance, checks.ignored_auth]

KNOWN = {"hall": "hoa-yen", "counter": "1", "lane": "cua-chinh", "printer": "kiosk-1"}


def wrong_with(operation, mode: GenerationMode, headers: dict[str, str], known: dict) -> str:
    """Send what schemathesis makes up to a call; return what it finds wrong, "" for nothing."""
    names = {name: known[name] for name in known if f"{{{name}}}" in operation.path}

    @BOUNDS
    @given(case=operation.as_strategy(generation_mode=mode))
    def try_out(case) -> None:
        if names:
            case.path_parameters = dict(case.path_parameters or {}) | names
        case.call_and_validate(headers=headers, excluded_checks=LEFT_OUT)

    try:
        try_out()
    except hypothesis.errors.Unsatisfiable:
        return ""  # a call that takes nothing cannot be given anything wrong
    except Exception as error:  # noqa: BLE001  # each is told with its call
        return f"{operation.method.upper()} {operation.path} ({mode.value}): {error}"
    return ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("who", "mode", "names"),
    [
        ("admin", GenerationMode.POSITIVE, "known"),
        ("admin", GenerationMode.POSITIVE, "made up"),
        ("admin", GenerationMode.NEGATIVE, "known"),
        ("admin", GenerationMode.NEGATIVE, "made up"),
        ("nobody", GenerationMode.NEGATIVE, "known"),
    ],
)
def test_no_input_breaks_the_server_or_its_description(server, who, mode, names) -> None:
    running, token = server
    headers = {"Authorization": f"Bearer {token}"} if who == "admin" else {}
    wish = {"line": "ho-tich", "tap": str(uuid.uuid4())}
    ticket = post(f"{running.url}{TICKETS}", wish, token)["id"]
    known = KNOWN | {"ticket": ticket} if names == "known" else {}
    schema = schemathesis.openapi.from_url(f"{running.url}/api/openapi.json")

    operations = [found.ok() for found in schema.get_all_operations()]
    wrong = [wrong_with(operation, mode, headers, known) for operation in operations]

    assert len(operations) == sum(len(methods) for methods in schema.raw_schema["paths"].values())
    assert not any(wrong), "\n\n".join(filter(None, wrong))
    log = "".join(path.read_text(errors="replace") for path in running.data.glob("*.log"))
    assert "Traceback" not in log
    assert "request.failed" not in log


@pytest.mark.slow
@pytest.mark.usefixtures("server")
def test_what_was_sent_left_the_journal_whole(database_for_all) -> None:
    engine = open_engine(database_for_all)
    try:
        assert [verdict.difference for verdict in verify(engine)] == ["", ""]
    finally:
        engine.dispose()
