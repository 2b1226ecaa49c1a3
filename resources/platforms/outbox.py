"""The outbox: every post as a page that shows it the way its platform will, and the files to post it by hand."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from reprise.clock import Clock, SystemClock
from reprise.errors import BadSettings
from reprise.media import Media, MediaStore
from reprise.sites import Site
from reprise.social.rules import PLATFORMS
from resources.platforms.base import Look, Outgoing, OwnAccount, Progress, Published, Reading
from resources.platforms.outbox_pages import Entry, Shot, list_page, outbox_page, post_page

NEWEST = 12


class Outbox:
    """A folder instead of a platform: `root/site/platform/post id/` for each post, and lists of them all.

    Args:
        root: the outbox's folder.
        platform: whose looks the posts get.
        site: for the name, colours, handle, logo and time zone on the pages.
    """

    max_ids = 100
    settle_after = timedelta(0)

    def __init__(self, root: Path, platform: str, *, site: Site, clock: Clock | None = None) -> None:
        self.name = platform
        self.root = root
        self._site = site
        self._clock = clock or SystemClock()

    def publish(self, post: Outgoing, media: MediaStore, progress: Progress) -> Published:
        """Lay the post out in its folder. A folder that is there already is the answer; nothing is written twice."""
        folder = self._folder(post)
        if not (folder / "post.json").is_file():
            # "sending" is never told: laying it out a second time changes nothing, so no outcome is ever unknown
            self._lay_out(post, media, folder)
        entry = _read(folder)
        if entry is None:
            raise BadSettings(
                "The post's folder in the outbox is not one of Reprise's.",
                where=str(folder),
                remedy="Move it away and schedule the post again.",
            )
        progress.posted(*entry.remote_ids)
        self._list_anew()
        return Published(remote_ids=entry.remote_ids, url=(folder / "index.html").resolve().as_uri())

    def look(self, post: Outgoing, known: Mapping[str, Any], since: datetime) -> Look:
        """A folder is there or it is not."""
        del known, since
        entry = _read(self._folder(post))
        if entry is None:
            return Look(verdict="continue", reason="It is not in the outbox.")
        url = (self._folder(post) / "index.html").resolve().as_uri()
        return Look(verdict="published", remote_ids=entry.remote_ids, url=url)

    def whoami(self) -> OwnAccount:
        return OwnAccount(remote_id="outbox", handle=self._site.brand.handle, name=self._site.name)

    def delete(self, remote_ids: Sequence[str]) -> None:
        """Nothing: what lies in the outbox is the operator's."""
        del remote_ids

    def _folder(self, post: Outgoing) -> Path:
        return self.root / post.site / self.name / post.id

    def metrics(self, remote_ids: Sequence[str]) -> list[Reading]:
        """Nothing: an outbox has no audience."""
        del remote_ids
        return []

    def close(self) -> None:
        """Nothing to let go of."""

    def _lay_out(self, post: Outgoing, media: MediaStore, folder: Path) -> None:
        draft = self.root / ".making" / f"{post.id}-{uuid.uuid4().hex}"
        draft.mkdir(parents=True)
        try:
            entry = self._entry(post, media, draft)
            (draft / "index.html").write_text(post_page(entry), encoding="utf-8")
            (draft / "post.json").write_text(entry.model_dump_json(indent=2), encoding="utf-8")
            folder.parent.mkdir(parents=True, exist_ok=True)
            try:
                draft.rename(folder)
            except OSError:  # somebody else was first: theirs counts
                if not folder.is_dir():
                    raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _entry(self, post: Outgoing, media: MediaStore, draft: Path) -> Entry:
        """What the page shows, with the media's files put beside it."""
        site, now = self._site, self._clock.now()
        local = now.astimezone(site.zone)
        shots = []
        for number, picture in enumerate(post.pictures, 1):
            file = _beside(draft, f"picture-{number}", picture.media, media)
            shots.append(Shot(file=file, alt=picture.alt, width=picture.media.width, height=picture.media.height))
        film = cover = subtitles = None
        if post.video:
            facts = post.video.media
            film = Shot(file=_beside(draft, "film", facts, media), width=facts.width, height=facts.height)
            cover = _beside(draft, "cover", post.video.cover.media, media) if post.video.cover else None
            subtitles = _beside(draft, "subtitles", post.video.subtitles, media) if post.video.subtitles else None
        number = len(post.texts)
        ids = (f"outbox-{post.id}",) if number == 1 else tuple(f"outbox-{post.id}-{at + 1}" for at in range(number))
        return Entry(
            id=post.id,
            site=post.site,
            site_name=site.name,
            platform=self.name,
            platform_title=PLATFORMS[self.name].title if self.name in PLATFORMS else self.name,
            account=post.account,
            type=post.type,
            article=post.article,
            language=post.language,
            handle=(site.brand.handle or site.id.replace("-", "")).lstrip("@"),
            color=site.brand.colors.primary,
            texts=post.texts,
            title=post.title,
            link=post.link,
            hashtags=post.hashtags,
            published_at=now.isoformat(),
            when=f"{local:%d %b %Y, %H:%M}",
            day=f"{local:%A, %d %B %Y}",
            pictures=tuple(shots),
            film=film,
            film_cover=cover,
            film_subtitles=subtitles,
            avatar=self._logo(draft),
            remote_ids=ids,
        )

    def _logo(self, draft: Path) -> str | None:
        logo = self._site.folder / self._site.brand.logo if self._site.brand.logo else None
        if logo is None or not logo.is_file():
            return None
        name = f"avatar{logo.suffix.lower()}"
        shutil.copyfile(logo, draft / name)
        return name

    def _list_anew(self) -> None:
        """Renew this platform's list and the outbox's front page."""
        mine = self.root / self._site.id / self.name
        while True:
            folders = _folders(mine)
            entries = [(f"{folder.name}/index.html", entry) for folder in folders if (entry := _read(folder))]
            if entries:
                title = f"{entries[0][1].site_name} on {entries[0][1].platform_title}"
                _replace(mine / "index.html", list_page(title, entries, "../../index.html"))
            _replace(self.root / "index.html", outbox_page(list(self._groups())))
            if len(_folders(mine)) == len(folders):  # else another process added one meanwhile
                return

    def _groups(self) -> Iterator[tuple[str, str, int, list[tuple[str, Entry]]]]:
        for site in _folders(self.root):
            for platform in _folders(site):
                folders = sorted(_folders(platform), key=lambda folder: folder.stat().st_mtime, reverse=True)
                base = f"{site.name}/{platform.name}"
                newest = [
                    (f"{base}/{folder.name}/index.html", entry)
                    for folder in folders[:NEWEST]
                    if (entry := _read(folder))
                ]
                if newest:
                    newest.sort(key=lambda item: item[1].published_at, reverse=True)
                    heading = f"{newest[0][1].site_name} · {newest[0][1].platform_title}"
                    yield heading, f"{base}/index.html", len(folders), newest


def _beside(draft: Path, name: str, piece: Media, media: MediaStore) -> str:
    """Put a file of the media store beside the page, without a second copy where the disk allows; its name."""
    source = media.path(piece)
    target = draft / f"{name}{source.suffix}"
    try:
        os.link(source, target)
    except OSError:  # another disk, or one without hard links
        shutil.copyfile(source, target)
    return target.name


def _folders(parent: Path) -> list[Path]:
    if not parent.is_dir():
        return []
    return sorted(path for path in parent.iterdir() if path.is_dir() and not path.name.startswith("."))


def _read(folder: Path) -> Entry | None:
    """The post of a folder; None when it is no post of ours."""
    try:
        return Entry.model_validate_json((folder / "post.json").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError):
        return None


def _replace(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
