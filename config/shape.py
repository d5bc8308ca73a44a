"""The shape of the configuration: which options stand in which table."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo


def model_of(annotation: Any) -> type[BaseModel] | None:
    """Return the section class inside an annotation such as ``tuple[Section, ...]``, or None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (model_of(part) for part in get_args(annotation))
    return next((model for model in found if model), None)


def fields_at(settings: type[BaseModel], names: Sequence[str]) -> Mapping[str, FieldInfo]:
    """Return the options of the table at ``names``; empty where there is no table."""
    here: type[BaseModel] | None = settings
    for name in names:
        field = here.model_fields.get(name) if here else None
        here = model_of(field.annotation) if field else None
    return here.model_fields if here else {}


def is_list(field: FieldInfo) -> bool:
    """Whether an option holds several values, so that no variable can set it."""
    return str(field.annotation).startswith("tuple")
