from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field

from reprise.errors import BadSettings
from resources.models.text.schemas import strict_schema
from sandbox.models.checking import unstrict


class Part(BaseModel):
    """A part."""

    kind: Literal["one", "two"]
    only: Literal["here"] = "here"
    note: str | None = None


class Whole(BaseModel):
    text: Annotated[str, Field(max_length=80, description="what is said")]
    parts: Annotated[list[Part], Field(min_length=2, max_length=4)]
    main: Part = Field(description="the first of them")
    score: Annotated[int, Field(ge=1, le=5)] = 3


def test_a_schema_is_strict_whatever_the_shape_has() -> None:
    schema = strict_schema(Whole)
    assert unstrict(schema) is None
    assert schema["required"] == ["text", "parts", "main", "score"]
    assert "default" not in str(schema) and "maxLength" not in str(schema)


def test_limits_are_told_in_descriptions() -> None:
    properties = strict_schema(Whole)["properties"]
    assert properties["text"]["description"] == "what is said At most 80 characters."
    assert properties["parts"]["description"] == "2 to 4 items."
    assert properties["score"]["description"] == "At least 1. At most 5."


def test_a_reference_with_words_of_its_own_stands_alone() -> None:
    main = strict_schema(Whole)["properties"]["main"]
    assert main == {"anyOf": [{"$ref": "#/$defs/Part"}], "description": "the first of them"}


def test_a_shape_with_free_names_is_refused() -> None:
    class Free(BaseModel):
        anything: dict[str, str]

    with pytest.raises(BadSettings, match="free names"):
        strict_schema(Free)
