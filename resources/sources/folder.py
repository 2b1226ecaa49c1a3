"""A folder of Markdown and HTML files with front matter, laid out as static site generators do."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from string import Formatter
from typing import Any
from urllib.parse import quote, urljoin

from reprise.articles import frontmatter
from reprise.articles.dates import read_date
from reprise.articles.encoding import MAX_BYTES, decode
from reprise.articles.identity import identities, slugify
from reprise.articles.presence import THERE, Presence, Sought, gone, unknown
from reprise.articles.raw import Changes, Listed, RawArticle
from reprise.digest import digest
from reprise.errors import BadInput, BadSettings
from reprise.sites import FolderSource
from resources.sources.base import SourceContext, pictures_folder

_DATED_NAME = re.compile(r"^(\d{4}-\d{1,2}-\d{1,2})[-_](.+)$")
_NOT_ARTICLES = re.compile(
    r"^(?:readme|licen[cs]e|changelog|contributing|code_of_conduct|notice|404|_index|search|sitemap)(?:\.|$)", re.I
)
_PUBLIC_UNDERSCORE = re.compile(r"^_(?:posts|articles?|pages|notes|news|recipes|blog|stories|docs)$", re.I)
_SKIPPED_FOLDERS = frozenset({"node_modules", "_site", "_drafts", "drafts", "vendor", "bower_components"})
_JEKYLL = {":year": "{year}", ":month": "{month}", ":day": "{day}", ":title": "{slug}", ":slug": "{slug}"}
_PLACES = ("slug", "year", "month", "day", "stem")


@dataclass(frozen=True, slots=True)
class _File:
    """One file understood as far as a listing needs; `metadata` is empty when it cannot be read."""

    path: PurePosixPath
    data: bytes
    text: str
    metadata: dict[str, Any]
    body: str


class FolderArticles:
    """The articles of a folder. `reference` is `{"path": …}` below it."""

    def __init__(self, context: SourceContext) -> None:
        settings = context.site.source
        assert isinstance(settings, FolderSource)
        self._site = context.site
        self._clock = context.clock
        self._settings = settings
        self._root = pictures_folder(context.site)[0]
        if not self._root.is_dir():
            raise BadSettings(
                f"The folder {settings.path!r} does not exist.",
                where=f"{context.site.id}: source.path",
                remedy="Write it relative to the site's file.",
            )
        names = {name for _, name, _, _ in Formatter().parse(settings.url_pattern) if name is not None}
        if names - set(_PLACES):
            raise BadSettings(
                f"{sorted(names - set(_PLACES))[0]!r} is not known in an address.",
                where=f"{context.site.id}: source.url_pattern",
                remedy=f"Known are {', '.join(_PLACES)}.",
            )

    def changes(self, cursor: dict[str, Any] | None) -> Changes:
        """All articles when anything in the folder changed or a future article's time has come, else none."""
        files = sorted(self._files())
        tree = digest([(str(path), status.st_size, status.st_mtime_ns) for path, status in files])
        now = self._clock.now()
        if cursor and cursor.get("tree") == tree and not _is_due(cursor.get("due"), now):
            return Changes([], cursor)
        found: list[tuple[datetime, Listed]] = []
        future: list[datetime] = []
        for path, status in files:
            entry = self._entry(path)
            if entry is None:
                continue
            published, item = entry
            if published is not None and published > now:
                future.append(published)
            else:
                changed = datetime.fromtimestamp(status.st_mtime, UTC)
                found.append((published or changed, item))
        due = min(future).isoformat() if future else None
        items = [item for _, item in sorted(found, key=lambda pair: (pair[0], pair[1].url))]
        return Changes(items, {"tree": tree, "due": due})

    def read(self, reference: Mapping[str, Any]) -> RawArticle:
        file = self._read(str(reference.get("path", "")))
        published = self._published(file)
        is_markdown = file.path.suffix.lower() not in (".html", ".htm")
        url = self._url(file)
        return RawArticle(
            reference=dict(reference),
            identities=self._identities(file, url),
            url=url,
            title=self._title(file),
            html=None if is_markdown else file.body,
            markdown=file.body if is_markdown else None,
            page=not is_markdown and bool(re.search(r"<(?:html|body)\b", file.body[:5_000], re.IGNORECASE)),
            base=f"file:///{quote(str(file.path))}",
            metadata=file.metadata,
            published_at=published,
            modified_at=read_date(frontmatter.value(file.metadata, "modified"), self._site.zone),
        )

    def presence(self, sought: Sought) -> Presence:
        """Gone when its file is, or is a draft now, and no other file is the same article under a new name. An empty
        folder says nothing: it may be one that is not mounted."""
        name = str(sought.reference.get("path", ""))
        try:
            file = self._read(name)
        except BadInput as error:
            if name and (self._root / name).is_file():
                return unknown(str(error))
            return self._under_another_name(name, sought.identities)
        if frontmatter.is_published(file.metadata):
            return THERE
        return gone(f"Its file {name} is marked as not published.")

    def _under_another_name(self, name: str, names: tuple[str, ...]) -> Presence:
        paths = [path for path, _ in self._files()]
        if not paths:
            return unknown("There is no article in the folder at all.")
        for path in paths:
            entry = self._entry(path)
            if entry is not None and set(entry[1].identities) & set(names):
                return THERE
        return gone(f"Its file {name} is no longer there.")

    def _files(self) -> Iterator[tuple[PurePosixPath, os.stat_result]]:
        """Files that match, below the folder (links that lead out of it are left alone)."""
        seen: set[PurePosixPath] = set()
        for pattern in self._settings.include:
            for path in self._root.glob(pattern):
                below = PurePosixPath(path.relative_to(self._root).as_posix())
                if below in seen or not _is_public(below):
                    continue
                seen.add(below)
                try:
                    if path.is_file() and path.resolve().is_relative_to(self._root):
                        yield below, path.stat()
                except OSError:
                    continue  # it went away while the folder was read

    def _entry(self, path: PurePosixPath) -> tuple[datetime | None, Listed] | None:
        """When it is published (None where that is told nowhere) and how it is listed; None for drafts.

        A file that cannot be read is listed too, and tells so when it is read."""
        reference = {"path": str(path)}
        try:
            file = self._read(str(path))
        except BadInput as error:
            if not (self._root / path).is_file():
                return None
            names = identities(own=f"path:{path}")
            mark = digest(str(error), (self._root / path).stat().st_mtime_ns)
            return None, Listed(reference, names, "", path.stem, mark)
        if not frontmatter.is_published(file.metadata):
            return None
        url = self._url(file)
        title = self._title(file) or _first_heading(file.body)
        listed = Listed(reference, self._identities(file, url), url, title, digest(file.data))
        return self._published(file), listed

    def _read(self, name: str) -> _File:
        path = (self._root / name).resolve()
        if not name or not path.is_relative_to(self._root):
            raise BadInput("This path leads out of the source's folder.", where=name, remedy="List the source again.")
        try:
            if path.stat().st_size > MAX_BYTES:
                raise BadInput("The file is larger than 10 MB.", where=name, remedy="Split the article.")
            data = path.read_bytes()
        except OSError as error:
            problem = error.strerror or type(error).__name__
            raise BadInput(f"The file cannot be read ({problem}).", where=name, remedy="Restore it.") from error
        is_html = path.suffix.lower() in (".html", ".htm")
        text = decode(data, where=name, is_html=is_html)
        metadata, body = frontmatter.split(text, where=name)
        return _File(PurePosixPath(name), data, text, metadata, body)

    def _identities(self, file: _File, url: str) -> tuple[str, ...]:
        guid = frontmatter.word(frontmatter.value(file.metadata, "identity"))
        return identities(own=f"path:{file.path}", guid=guid, url=url)

    def _title(self, file: _File) -> str:
        """What front matter says; the file's name in words where the text has no heading either."""
        told = frontmatter.word(frontmatter.value(file.metadata, "title"))
        if told or _first_heading(file.body):
            return told
        words = self._places(file)["slug"].replace("-", " ").replace("_", " ").strip()
        return words[:1].upper() + words[1:]

    def _published(self, file: _File) -> datetime | None:
        told = read_date(frontmatter.value(file.metadata, "published"), self._site.zone)
        match = _DATED_NAME.match(_stem(file.path))
        return told or (read_date(match[1], self._site.zone) if match else None)

    def _url(self, file: _File) -> str:
        """What front matter says, else the settings' pattern."""
        places = self._places(file)
        given = frontmatter.word(frontmatter.value(file.metadata, "address"))
        for name, place in _JEKYLL.items():
            given = given.replace(name, place)
        given = re.sub(r"/?:\w+", "", given) if not given.startswith(("http://", "https://")) else given
        pattern = given or self._settings.url_pattern
        path = pattern
        for name, value in places.items():
            path = path.replace(f"{{{name}}}", quote(value))
        return urljoin(self._site.url if self._site.url.endswith("/") else f"{self._site.url}/", path)

    def _places(self, file: _File) -> dict[str, str]:
        stem = _stem(file.path)
        match = _DATED_NAME.match(stem)
        slug = frontmatter.word(frontmatter.value(file.metadata, "slug")).strip("/")
        slug = slug or (match[2] if match else stem)
        day = (self._published(file) or datetime.fromtimestamp(0, self._site.zone)).astimezone(self._site.zone)
        return {
            "slug": slug if not re.search(r"\s", slug) else slugify(slug) or slug,
            "stem": stem,
            "year": f"{day:%Y}",
            "month": f"{day:%m}",
            "day": f"{day:%d}",
        }


def _is_public(path: PurePosixPath) -> bool:
    for folder in path.parts[:-1]:
        if folder.startswith(".") or folder.lower() in _SKIPPED_FOLDERS:
            return False
        if folder.startswith("_") and not _PUBLIC_UNDERSCORE.match(folder):
            return False
    return not path.name.startswith(".") and not _NOT_ARTICLES.match(path.name)


def _stem(path: PurePosixPath) -> str:
    """The file's name; its folder's for `index.md`."""
    return path.parent.name if path.stem.lower() == "index" and path.parent.name else path.stem


def _first_heading(body: str) -> str:
    match = re.search(r"^#\s+(.+?)\s*#*$|<h1[^>]*>(.*?)</h1>|<title>(.*?)</title>", body[:20_000], re.M | re.S | re.I)
    text = next((group for group in match.groups() if group), "") if match else ""
    return " ".join(re.sub(r"<[^>]+>|\{[^}]*\}", "", text).split())[:300]


def _is_due(moment: Any, now: datetime) -> bool:
    return isinstance(moment, str) and datetime.fromisoformat(moment) <= now
