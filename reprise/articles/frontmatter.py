"""The head of a file as static site generators write it (YAML, TOML or JSON), and what its fields are called there."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import yaml

from reprise.errors import BadInput

_LIMIT = 65_536
_YAML = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_HEXO = re.compile(r"\A((?:[A-Za-z_][\w-]*:.*\n(?:[ \t]+.*\n|- .*\n)*)+)---[ \t]*(?:\n|\Z)")
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "published": ("date", "published_at", "publishdate", "published", "pubdate", "created"),
    "modified": ("lastmod", "updated", "last_modified_at", "modified", "updated_at", "date_modified"),
    "author": ("author", "authors"),
    "tags": ("tags", "tag", "categories", "category", "topics"),
    "keywords": ("keywords", "seo_keywords", "target_keywords", "focus_keyword"),
    "description": ("description", "summary", "excerpt", "deck", "subtitle", "seo_description"),
    "slug": ("slug",),
    "address": ("canonical_url", "canonical", "permalink", "url"),
    "image": ("image", "cover", "og_image", "featured_image", "featuredimage", "thumbnail", "hero_image", "banner"),
    "image_alt": ("image_alt", "cover_alt", "alt"),
    "language": ("lang", "language", "locale"),
    "identity": ("guid", "uuid"),
}


def split(text: str, *, where: str) -> tuple[dict[str, Any], str]:
    """Metadata (names in lower case) and the body. Raises `BadInput` naming the line that cannot be read."""
    text = text.lstrip("\ufeff")
    for pattern, read in ((_YAML, _yaml), (_TOML, _toml), (_HEXO, _yaml)):
        match = pattern.match(text)
        if match and len(match[1]) > _LIMIT:
            raise BadInput("Its front matter is longer than 64 KB.", where=where, remedy="Move content into the body.")
        if match:
            return _lower(read(match[1], where), where), text[match.end() :]
    if text.startswith("{"):
        return _json(text, where)
    return {}, text


def value(metadata: Mapping[str, Any], name: str) -> Any:
    """The first field of that meaning (see `NAMES`) that is not empty; None without one."""
    found = (metadata.get(field) for field in NAMES[name])
    return next((entry for entry in found if entry not in (None, "", [], {})), None)


def word(entry: Any) -> str:
    """One line of text from a scalar; empty for containers, which may be bombs of aliases."""
    if isinstance(entry, bool) or not isinstance(entry, (str, int, float, date, datetime)):
        return ""
    return " ".join(str(entry)[:10_000].split())


def words(entry: Any, *, limit: int = 50) -> tuple[str, ...]:
    """The words of a list, of a mapping with `name`s, or of a text separated by commas; each once, in order."""
    entries = entry if isinstance(entry, list) else [entry]
    found: list[str] = []
    for one in entries[:limit]:
        if isinstance(one, dict):
            found.append(next((word(one[name]) for name in ("name", "title", "src", "url") if name in one), ""))
        elif isinstance(one, str) and not isinstance(entry, list):
            found.extend(part.strip() for part in one.split(","))
        else:
            found.append(word(one))
    return tuple(dict.fromkeys(text for text in found if text))


def is_published(metadata: Mapping[str, Any]) -> bool:
    """False for drafts, in the ways generators mark them."""
    status = word(metadata.get("status")).lower()
    held_back = (metadata.get("draft"), metadata.get("hidden"), metadata.get("unlisted"))
    if any(flag is True or word(flag).lower() in ("true", "yes") for flag in held_back):
        return False
    return metadata.get("published") is not False and status not in ("draft", "private", "pending", "hidden")


def _yaml(text: str, where: str) -> Any:
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise _bad(f"{where}:{line}", error.problem or "it is not YAML") from None
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        raise _bad(where, str(error)[:200] or "it is not YAML") from None


def _toml(text: str, where: str) -> Any:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _bad(where, str(error)[:200]) from None


def _json(text: str, where: str) -> tuple[dict[str, Any], str]:
    try:
        content, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return {}, text  # a body that begins with a brace
    if not isinstance(content, dict) or "title" not in content:
        return {}, text
    return _lower(content, where), text[end:].lstrip("\n")


def _lower(content: Any, where: str) -> dict[str, Any]:
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise _bad(where, "it is no list of fields")
    return {str(name).strip().lower(): entry for name, entry in content.items()}


def _bad(where: str, problem: str) -> BadInput:
    return BadInput(
        f"Its front matter cannot be read: {problem}.", where=where, remedy="Check quotes, colons and indentation."
    )
