"""Halves of characters: JSON can carry them (a text cut in the middle of an emoji), files and databases cannot."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

from pydantic import AfterValidator

_HALF = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """The text with halves that belong together joined, and U+FFFD in place of one whose other half is missing."""
    if text.isascii() or not _HALF.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


Text = Annotated[str, AfterValidator(whole)]
"""Words that somebody wrote, or cut."""


def load_json(data: str | bytes) -> Any:
    """`json.loads` whose texts are whole. Raises what that raises."""
    found = json.loads(data)
    marked = b"\\u" in data if isinstance(data, bytes) else "\\u" in data
    return json.loads(whole(json.dumps(found, ensure_ascii=False))) if marked else found
