"""What plays under a film: a mood that Reprise composes, or a track of the site's own; and whose rights are in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reprise.digest import digest, file_digest
from reprise.errors import BadSettings
from reprise.film_settings import OwnMusic
from reprise.media import Media, MediaStore
from reprise.site_files import site_path
from reprise.sites import Site
from reprise.video.script import Script
from reprise.video.sound import music, recorded
from reprise.video.sound.files import Samples, WavFile, write_blocks
from reprise.video.sound.moods import BY_STYLE


@dataclass(frozen=True)
class Composed:
    """Music of a mood, written for the film's length; the same `seed` gives the same piece."""

    mood: str
    seed: int = 0

    @property
    def recipe(self) -> list[Any]:
        return [music.VERSION, self.mood, self.seed]

    @property
    def title(self) -> str:
        return f"{self.mood} music"

    @property
    def licence(self) -> str:
        return music.LICENCE

    @property
    def attribution(self) -> str:
        """What the film's description has to say: nothing."""
        return ""

    def bed(self, samples: int, media: MediaStore) -> Media:
        """The piece as a stereo WAV of so many samples, made once."""
        return _bed(self.recipe, samples, media, lambda: music.play(self.mood, samples, self.seed))


@dataclass(frozen=True)
class Recorded:
    """A file of the site's own. `key` names its content, `where` the setting that names it."""

    path: Path
    key: str
    licence: str
    where: str

    @property
    def recipe(self) -> list[Any]:
        return [recorded.VERSION, self.key]

    @property
    def title(self) -> str:
        return self.path.stem

    @property
    def attribution(self) -> str:
        """What the film's description has to say."""
        return f"Music: {self.title} ({self.licence})"

    def bed(self, samples: int, media: MediaStore) -> Media:
        """The track as a stereo WAV of so many samples: cut or repeated, faded at both ends. Raises `BadSettings`."""
        piece = recorded.decode(self.path, self.key, media, where=self.where)
        return _bed(self.recipe, samples, media, lambda: recorded.fitted(WavFile(media.path(piece)), samples))


Track = Composed | Recorded


def track_of(site: Site, script: Script) -> Track | None:
    """What plays under this script's film by the site's settings; None where it is speech alone.

    "auto" follows the script's style. Every article has a piece of its own. Raises `BadSettings` for a file that is
    not there.
    """
    chosen = site.films.music
    if isinstance(chosen, OwnMusic):
        return _own(site, chosen)
    if chosen == "none":
        return None
    mood = BY_STYLE[script.style] if chosen == "auto" else chosen
    return Composed(mood, int(digest(script.article)[:8], 16))


def _own(site: Site, chosen: OwnMusic) -> Recorded:
    where = f"{site.id}: films.music.file"
    try:
        path = site_path(site.folder, chosen.file, what="music")
    except BadSettings as error:
        raise error.at(where) from error
    return Recorded(path, file_digest(path), chosen.licence, f"{where}: {chosen.file}")


def _bed(recipe: list[Any], samples: int, media: MediaStore, blocks: Callable[[], Iterator[Samples]]) -> Media:
    def produce(path: Path) -> dict[str, Any]:
        write_blocks(path, blocks())
        return {}

    return media.make([*recipe, samples], ".wav", produce, kind="music")
