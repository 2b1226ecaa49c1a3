"""The base of the shapes that models answer in: every field required, nothing else let in."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """A model's answer, or a part of one. Integers called `sentence`, `sentences` or `sources` are numbers of the
    article's sentences; "" and 0 stand for nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")
