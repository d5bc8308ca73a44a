"""The base of every configuration section, and texts in two languages."""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Section(BaseModel):
    """A frozen table of options; an unknown key is an error, each docstring is the manual."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True, populate_by_name=True
    )


class Text(Section):
    """A text in the two languages of the screens; a plain string is the Vietnamese one."""

    vi: str
    """Vietnamese."""

    en: str = ""
    """English; the Vietnamese text stands in where it is empty."""

    def in_language(self, language: str) -> str:
        """Return the text in ``language`` (``vi`` or ``en``)."""
        return (self.en or self.vi) if language == "en" else self.vi

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        return {"vi": value} if isinstance(value, str) else value
