"""Reads a prompt's file and fills it in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reprise.errors import BadSettings

FOLDER = Path(__file__).parent / "texts"
_FIELD = re.compile(r"\{\{ *([a-z_]+) *\}\}")
_PARTS = re.compile(r"^=== (system|user) ===$", re.MULTILINE)


@dataclass(frozen=True)
class Prompt:
    """A filled-in prompt: `name` with its version ("adapt.v1") names the wording, `system` are the instructions, `user`
    the material. Article text stands only in `user`, between marks."""

    name: str
    system: str
    user: str


def prompt(name: str, **fields: object) -> Prompt:
    """The prompt of the file `texts/<name>.md` ("adapt.v1") with its `{{ fields }}` filled in.

    The file has the parts `=== system ===` and `=== user ===`. What is filled in is never filled in again, so braces in
    an article mean nothing. Raises `BadSettings` for a missing file or field, or one too many.
    """
    system, user = _parts(name)
    wanted = {*_FIELD.findall(system), *_FIELD.findall(user)}
    if wanted != set(fields):
        odd = ", ".join(sorted(wanted ^ set(fields)))
        raise BadSettings(f"The prompt's fields and what is given differ in: {odd}.", where=f"prompt {name}")

    def filled(text: str) -> str:
        return _FIELD.sub(lambda match: str(fields[match[1]]), text).strip()

    return Prompt(name, filled(system), filled(user))


@lru_cache(maxsize=64)
def _parts(name: str) -> tuple[str, str]:
    path = FOLDER / f"{name}.md"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadSettings(f"The prompt's file cannot be read ({error.strerror}).", where=str(path)) from error
    pieces = _PARTS.split(text)
    found = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    if set(found) != {"system", "user"}:
        raise BadSettings("A prompt's file has a system and a user part.", where=str(path))
    return found["system"], found["user"]
