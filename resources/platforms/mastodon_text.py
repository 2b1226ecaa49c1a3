"""A status as its author wrote it, out of the HTML that Mastodon gives back."""

from __future__ import annotations

from html.parser import HTMLParser


def as_written(content: str) -> tuple[str, tuple[str, ...]]:
    """The words of a status and the addresses it links to.

    Mastodon hides parts of a long address with styles only, so an address' words together are the whole of it. Mentions
    and hashtags are links for the page alone: they count as words.
    """
    reader = _Reader()
    reader.feed(content)
    reader.close()
    return "".join(reader.words).strip(), tuple(reader.links)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "br":
            self.words.append("\n")
        elif tag == "p" and self.words:
            self.words.append("\n\n")
        elif tag == "a" and given.get("href") and "mention" not in (given.get("class") or "").split():
            self.links.append(str(given["href"]))

    def handle_data(self, data: str) -> None:
        self.words.append(data)
