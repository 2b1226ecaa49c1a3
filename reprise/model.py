"""The base of every document that is kept as JSON."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Document(BaseModel):
    """An immutable value with a strict JSON form; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
