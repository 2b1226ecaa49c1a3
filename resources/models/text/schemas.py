"""A Pydantic shape as the strict JSON schema that providers take: everything required, nothing else allowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from reprise.errors import BadSettings

_KEPT = frozenset({"type", "properties", "items", "enum", "const", "description", "anyOf", "$ref", "$defs", "required"})
"""What all providers' strict schemas know. Limits of lengths and numbers are not among it: they stand in descriptions
for the model, and Pydantic holds the answer to them."""


def strict_schema(shape: type[BaseModel]) -> dict[str, Any]:
    """The schema of a shape; what it says of lengths is put into descriptions, for models to read.

    Raises `BadSettings` for a shape with free-form objects, which strict schemas cannot say.
    """
    cleaned = _strict(shape.model_json_schema(), shape.__name__)
    assert isinstance(cleaned, dict)
    return cleaned


def _strict(node: Any, where: str) -> Any:
    if isinstance(node, list):
        return [_strict(each, where) for each in node]
    if not isinstance(node, Mapping):
        return node
    kept: dict[str, Any] = {}
    for name, value in node.items():
        if name in ("properties", "$defs"):
            kept[name] = {each: _strict(inner, f"{where}.{each}") for each, inner in value.items()}
        elif name in _KEPT:
            kept[name] = _strict(value, where)
        elif name == "oneOf":
            kept["anyOf"] = _strict(value, where)
    if "const" in kept:  # a Literal of one: an enum is known everywhere
        kept["enum"] = [kept.pop("const")]
    if kept.get("type") == "object":
        if "properties" not in kept:
            raise BadSettings("An answer's shape has an object with free names.", where=where)
        kept["required"] = list(kept["properties"])
        kept["additionalProperties"] = False
    if limits := _limits(node):
        kept["description"] = " ".join(part for part in (kept.get("description", ""), limits) if part)
    if "$ref" in kept and len(kept) > 1:  # a reference stands alone in strict schemas
        kept = {"anyOf": [{"$ref": kept.pop("$ref")}], **kept}
    return kept


def _limits(node: Mapping[str, Any]) -> str:
    said = []
    for low, high, what in (("minItems", "maxItems", "items"), ("minLength", "maxLength", "characters")):
        least, most = node.get(low), node.get(high)
        if least and most:
            said.append(f"{least} to {most} {what}." if least != most else f"Exactly {most} {what}.")
        elif most:
            said.append(f"At most {most} {what}.")
        elif least:
            said.append(f"At least {least} {what}.")
    for name, word in (("minimum", "At least"), ("maximum", "At most")):
        if name in node:
            said.append(f"{word} {node[name]}.")
    return " ".join(said)
