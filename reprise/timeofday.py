"""Times of day as settings write them."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator


def _clock_time(text: Any) -> str:
    if not isinstance(text, str):  # YAML reads 12:30 without quotes as a number
        raise ValueError("write times of day in quotes, such as '12:30'")
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError(f"{text!r} is not a time of day such as 09:30 (in quotes)")
    return text


TimeOfDay = Annotated[str, BeforeValidator(_clock_time)]
