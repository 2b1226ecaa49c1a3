"""An installation on disk that real `reprise` processes work on, and that a test may kill at a moment of its choice."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import av
from dagster import DagsterInstance, DagsterRun
from PIL import Image

from cli.production import Produced
from cli.session import Session
from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.clock import FileClock
from reprise.documents import read_document
from reprise.media import Media, MediaStore
from reprise.model import Document
from reprise.social.post import PictureSet, PostSet
from reprise.store.store import Store
from reprise.video.captions import Captions
from reprise.video.metadata import FilmMetadata
from reprise.video.pictures.visuals import Visuals
from reprise.video.products import Cover, Render
from reprise.video.script import Script
from reprise.video.voice.voiceover import Voiceover
from reprise.windows.report import Publications
from resources.settings import Settings

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE = 240.0  # seconds until something expected of a process on a busy machine counts as missing
KINDS: dict[str, type[Document]] = {
    "article": Article, "brief": Brief, "posts": PostSet, "video_posts": PostSet, "images": PictureSet,
    "script": Script, "voiceover": Voiceover, "captions": Captions, "visuals": Visuals, "render": Render,
    "cover": Cover, "metadata": FilmMetadata, "publications": Publications, "produced": Produced,
}  # fmt: skip


@dataclass(frozen=True)
class Done:
    """How a process ended, and its own and its children's processor seconds."""

    code: int
    text: str
    work: float


class House:
    """The installation below `root`, whose site an `Installation` has furnished; starts `reprise` as people do."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / "home"
        self.settings = Settings(self.home, root / "sites", f"sqlite:///{self.home / 'store.db'}")
        self.clock = FileClock(self.settings.clock_file)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("REPRISE_", "DAGSTER_"))}
        here = {"REPRISE_HOME": str(self.home), "REPRISE_SITES": str(self.settings.sites), "COLUMNS": "200"}
        self.environment = {**kept, **here}

    def copy(self, root: Path) -> House:
        """The same installation once more, below another folder."""
        shutil.copytree(self.root, root)
        return House(root)

    @cached_property
    def session(self) -> Session:
        return Session(self.settings)

    def close(self) -> None:
        """Let go of the store, so that its file is whole by itself."""
        if "session" in self.__dict__:
            self.session.store.close()
            del self.session

    @property
    def store(self) -> Store:
        return self.session.store

    @property
    def media(self) -> MediaStore:
        return MediaStore(self.settings.media)

    def start(self, *arguments: str, module: str = "cli.main") -> subprocess.Popen[str]:
        """A process in a group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=CHECKOUT,
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def reprise(self, *arguments: str, module: str = "cli.main") -> Done:
        """Run it to its end."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        process = self.start(*arguments, module=module)
        text, _ = process.communicate(timeout=2 * PATIENCE)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Done(process.returncode, text, work)

    def kill_when(
        self, happened: Callable[[int], bool], *arguments: str, module: str = "cli.main", group: bool = True
    ) -> None:
        """Start it and end it with SIGKILL, its whole group or it alone, as soon as something happened.

        `happened` is asked with the process's number."""
        process = self.start(*arguments, module=module)
        try:
            wait_until(lambda: happened(process.pid), unless=lambda: process.poll() is not None)
        finally:
            (os.killpg if group else os.kill)(process.pid, signal.SIGKILL)
            process.wait()
            if process.stdout:
                process.stdout.close()

    def files(self, *folders: str) -> set[Path]:
        """The finished files below folders of the home, relative to it."""
        found = (path for name in folders for path in (self.home / name).rglob("*") if path.is_file())
        named = (path.relative_to(self.home) for path in found)
        return {path for path in named if "tmp" not in path.parts and not path.name.startswith(".")}

    def pieces(self, kind: str = "") -> set[Path]:
        """The finished pieces of the media store, of one kind."""
        return {path for path in self.files(f"media/{kind}") if self.home.joinpath(f"{path}.json").is_file()}

    def stamps(self, *folders: str) -> dict[Path, int]:
        """The finished files below folders of the home, with the time each was written, nanoseconds.

        Beside a piece lies when it was last used; that is left out.
        """
        kept = (path for path in self.files(*folders) if not (path.parts[0] == "media" and path.suffix == ".json"))
        return {path: (self.home / path).stat().st_mtime_ns for path in kept}

    def job_seconds(self, job: str) -> list[float]:
        """How long each run of a job took, oldest first: the job's own time, without the start of its process."""
        with DagsterInstance.from_config(str(self.settings.dagster_home)) as instance:
            records = [record for record in instance.get_run_records() if record.dagster_run.job_name == job]
        return [(r.end_time or 0.0) - (r.start_time or 0.0) for r in reversed(records)]

    def step_seconds(self, job: str) -> list[dict[str, float]]:
        """How long each step of each run of a job took, oldest run first."""
        with DagsterInstance.from_config(str(self.settings.dagster_home)) as instance:
            runs = [run.run_id for run in reversed(instance.get_runs()) if run.job_name == job]
            stats = [instance.get_run_step_stats(run) for run in runs]
        return [{s.step_key: (s.end_time or 0.0) - (s.start_time or 0.0) for s in run} for run in stats]

    def documents(self) -> dict[Path, Document]:
        """Every document by its path below the home, read as its type."""
        found = sorted((self.home / "documents").rglob("*.json"))
        return {path.relative_to(self.home): read_document(path, _kind(path)) for path in found}

    def document(self, kind: type[Any], *key: str) -> Any:
        return self.session.documents.read(kind, key[:-1], key[-1])

    def posts(self) -> list[tuple[Any, ...]]:
        """What is in the store of every post, in an order that two installations share."""
        found = self.store.posts.find()
        return sorted((p.id, p.platform, p.type, p.state, p.texts, p.pictures, p.video) for p in found)

    def runs(self) -> Sequence[DagsterRun]:
        with DagsterInstance.from_config(str(self.settings.dagster_home)) as instance:
            return instance.get_runs()

    def ensure_whole(self) -> None:
        """Every document is of its type, and every medium that documents or posts name is all there and decodes."""
        referenced: dict[str, Media] = {}
        for document in self.documents().values():
            referenced |= {media.key: media for media in _media_in(document.model_dump(mode="json"))}
        for post in self.store.posts.find():
            referenced |= {media.key: media for media in _media_in(post.model_dump(mode="json"))}
        assert referenced
        assert [key for key in referenced if "tmp" in Path(key).parts] == []
        for media in referenced.values():
            path = self.media.path(media)
            assert path.stat().st_size == media.bytes
            decode(path, media.mime)
        for piece in self.pieces():  # also what is named and not used
            decode(self.home / piece, "")


def decode(path: Path, mime: str) -> None:
    """Read a file to its end as what it is; raises when it is cut short."""
    if mime.startswith("image/") or path.suffix in (".jpg", ".png", ".webp"):
        with Image.open(path) as image:
            image.load()
    elif path.suffix in (".wav", ".mp4", ".m4a"):
        with av.open(str(path)) as container:
            assert sum(1 for _ in container.decode()) > 0
    else:
        assert path.read_text(encoding="utf-8")


def wait_until(happened: Callable[[], bool], *, unless: Callable[[], bool] = lambda: False) -> None:
    """Look often until it has happened."""
    give_up = time.monotonic() + PATIENCE
    while not happened():
        assert not unless(), "the process ended before it could be killed"
        assert time.monotonic() < give_up, "it did not happen"
        time.sleep(0.01)


def children(pid: int) -> list[int]:
    """The processes that a process has started and that live."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == pid and state != "Z":
            found.append(int(stat.parent.name))
    return found


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _kind(path: Path) -> type[Document]:
    return KINDS[path.parent.name]


def _media_in(value: Any) -> Iterator[Media]:
    if isinstance(value, dict):
        if {"key", "mime", "bytes"} <= value.keys():
            yield Media.model_validate(value)
        else:
            for inner in value.values():
                yield from _media_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _media_in(inner)
