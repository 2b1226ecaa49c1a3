"""Markdown to HTML, as the generators of blogs read it (CommonMark, tables, footnotes, definition lists)."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin


def to_html(markdown: str) -> str:
    """HTML that still has to be sanitised: HTML inside the Markdown is passed on."""
    return str(_parser().render(markdown))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).enable(["table", "strikethrough"])
    return parser.use(footnote_plugin).use(deflist_plugin)
