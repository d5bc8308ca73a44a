"""Calls that document themselves: one declaration is the route, the check and the description."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.json_schema import models_json_schema
from werkzeug.exceptions import UnsupportedMediaType

from kiosk.domain.errors import InputError

M = TypeVar("M", bound=BaseModel)
Handler = Callable[..., ResponseReturnValue]

LONGEST_NAME = 64
SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "`motcua token create`"},
    "session": {"type": "apiKey", "in": "cookie", "name": "session"},
    "kiosk": {"type": "apiKey", "in": "cookie", "name": "mc_kiosk"},
}


class Shape(BaseModel):
    """What is sent or answered; an unknown field is an error."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Problem(Shape):
    """A refusal (RFC 9457)."""

    type: str
    """Always ``about:blank``: ``code`` tells refusals apart."""
    title: str
    """What happened, in the asker's language."""
    status: int
    detail: str
    """What to do."""
    code: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One call of the API."""

    method: str
    rule: str
    handler: Handler
    answers: Mapping[int, type[BaseModel] | None]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    security: tuple[str, ...] = ()


@dataclass
class Api:
    """A blueprint and the calls on it."""

    blueprint: Blueprint
    calls: list[Call] = field(default_factory=list)

    def call(
        self,
        method: str,
        rule: str,
        *,
        answers: Mapping[int, type[BaseModel] | None],
        body: type[BaseModel] | None = None,
        query: type[BaseModel] | None = None,
        security: tuple[str, ...] = (),
    ) -> Callable[[Handler], Handler]:
        """Declare a call; ``answers`` gives the shape by status, None for no content."""

        def declare(handler: Handler) -> Handler:
            self.calls.append(Call(method, rule, handler, answers, body, query, security))
            self.blueprint.add_url_rule(rule, handler.__name__, handler, methods=[method])
            return handler

        return declare

    def document(self, title: str, version: str) -> dict[str, Any]:
        """Return the OpenAPI document."""
        schemas = _schemas(self.calls)
        paths: dict[str, dict[str, Any]] = {}
        for call in self.calls:
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/api/v1{call.rule}")
            paths.setdefault(path, {})[call.method.lower()] = _operation(call)
        return {
            "openapi": "3.1.0",
            "info": {"title": title, "version": version},
            "paths": paths,
            "components": {"schemas": schemas, "securitySchemes": SECURITY},
        }


def sent(model: type[M]) -> M:
    """Return the request's JSON body as ``model``; no body at all counts as ``{}``.

    Raises:
        InputError: It is not JSON, or not of this shape; facts name the first fault.
        UnsupportedMediaType: It does not say that it is JSON.
    """
    data = request.get_data()
    if data and request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        return model.model_validate_json(data or b"{}")
    except ValidationError as error:
        raise _input_error(error) from error


def asked(model: type[M]) -> M:
    """Return the request's query as ``model``; a name given twice is refused."""
    values = {}
    for name, some in request.args.lists():
        if len(some) != 1:
            raise InputError(field=name[:LONGEST_NAME], fault="given more than once")
        values[name] = some[0]
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise _input_error(error) from error


def _input_error(error: ValidationError) -> InputError:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part)[:LONGEST_NAME] for part in first["loc"]) or "body"
    return InputError(field=where, fault=first["msg"][:200])


def _schemas(calls: list[Call]) -> dict[str, Any]:
    modes = {
        (model, mode)
        for call in calls
        for model, mode in (
            *((model, "serialization") for model in call.answers.values()),
            (call.body, "validation"),
        )
        if model
    } | {(Problem, "serialization")}
    ordered = sorted(modes, key=lambda one: (one[0].__name__, one[1]))
    _, schema = models_json_schema(
        ordered,  # type: ignore[arg-type]  # the modes are literals
        ref_template="#/components/schemas/{model}",
    )
    found: dict[str, Any] = schema.get("$defs", {})
    return found


def _operation(call: Call) -> dict[str, Any]:
    first, _, rest = (call.handler.__doc__ or "").partition("\n\n")
    problem = {"$ref": "#/components/schemas/Problem"}
    operation: dict[str, Any] = {
        "operationId": call.handler.__name__,
        "summary": first.strip(),
        "parameters": [*_path_parameters(call.rule), *_query_parameters(call.query)],
        "responses": {
            **{str(status): _answer(model) for status, model in call.answers.items()},
            "default": {
                "description": "A refusal.",
                "content": {"application/problem+json": {"schema": problem}},
            },
        },
    }
    if rest.strip():
        operation["description"] = " ".join(rest.split())
    if call.body:
        reference = {"$ref": f"#/components/schemas/{call.body.__name__}"}
        needed = any(item.is_required() for item in call.body.model_fields.values())
        content = {"application/json": {"schema": reference}}
        operation["requestBody"] = {"required": needed, "content": content}
    if call.security:
        operation["security"] = [{name: []} for name in call.security]
    return operation


def _answer(model: type[BaseModel] | None) -> dict[str, Any]:
    if model is None:
        return {"description": "Nothing to tell."}
    reference = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {
        "description": (model.__doc__ or "").strip().split("\n")[0],
        "content": {"application/json": {"schema": reference}},
    }


def _path_parameters(rule: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"<(?:\w+:)?(\w+)>", rule)
    ]


def _query_parameters(model: type[BaseModel] | None) -> list[dict[str, Any]]:
    if model is None:
        return []
    schema = model.model_json_schema()
    return [
        {"name": name, "in": "query", "required": False, "schema": known}
        for name, known in schema["properties"].items()
    ]
