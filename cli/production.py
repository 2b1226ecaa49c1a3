"""Whether an article's films are as they would be made now, so that asking again costs nothing.

Everything that decides a film is known before it is made: the approved script, the article and its brief, the site's
settings with the files they name, and this program. Their common name is kept beside the films; while it is the same
and the files are there, a run would only find what it finds.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from assets_pipeline.publishing import film_posts
from cli.session import Session
from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.digest import digest, file_digest
from reprise.documents import write_document
from reprise.errors import BadInput, NotFound
from reprise.film_settings import OwnMusic
from reprise.model import Document
from reprise.sites import Site
from reprise.social.post import PostSet
from reprise.social.rules import PLATFORMS
from reprise.video.presets import presets_of
from reprise.video.products import Cover, Render
from reprise.video.script import Script
from resources.settings import CHECKOUT


class Produced(Document):
    """That an article's films of one format were made whole, and from what."""

    article: str
    made_from: str


def is_current(session: Session, article: str, fmt: str) -> bool:
    """Whether a production of this article's films of a format would change nothing."""
    try:
        mark = session.documents.find(Produced, _key(fmt), article)
        same = mark is not None and mark.made_from == _made_from(session, article, fmt)
        return same and _all_there(session, article, fmt)
    except (NotFound, BadInput):
        return False


def note_produced(session: Session, article: str, fmt: str) -> None:
    """Remember what the films that were just made are made from."""
    mark = Produced(article=article, made_from=_made_from(session, article, fmt))
    write_document(session.documents.path(_key(fmt), article), mark)


def _key(fmt: str) -> tuple[str, str]:
    return fmt, "produced"


def _made_from(session: Session, article: str, fmt: str) -> str:
    version = session.store.scripts.approved(article, fmt)
    document = session.documents.read(Article, ["article"], article)
    brief = session.documents.read(Brief, ["brief"], article)
    site = session.site(document.site)
    script = version.script if version else None
    return digest(script, document, brief, site, _files_of(site, script), _program())


def _all_there(session: Session, article: str, fmt: str) -> bool:
    """Raises `NotFound` for whatever is missing."""
    site = session.site(session.store.articles.get(article).site)
    made = [preset.name for preset in presets_of(fmt) if preset.name in site.films.presets]
    for preset in made:
        render = session.documents.read(Render, [preset, "render"], article)
        cover = session.documents.read(Cover, [preset, "cover"], article)
        for media in (render.media, cover.media, render.subtitles):
            if media is not None:
                session.media.path(media)
    for rules in PLATFORMS.values():
        for preset in set(rules.presets) & set(made):
            posts = session.documents.read(PostSet, film_posts(rules, preset).path, article)
            for post in posts.posts:
                session.store.posts.get(post.id)
    return True


def _files_of(site: Site, script: Script | None) -> list[str]:
    """What stands in the files that the settings and the script's scenes name, by their content."""
    brand, films = site.brand, site.films
    cast = (films.characters.questioner, films.characters.explainer)
    named = [
        *(brand.logo, brand.fonts.heading, brand.fonts.body, brand.fonts.code, films.watermark.image),
        *(bumper.file for bumper in (films.intro, films.outro) if bumper),
        *(pose for each in cast for pose in each.poses.values()),
        *films.animations.values(),
        *([films.music.file] if isinstance(films.music, OwnMusic) else []),
        *(scene.cue.clip for scene in (script.scenes if script else ())),
    ]
    return [_content(site.folder / name) for name in named if name]


def _content(path: Path) -> str:
    try:
        return file_digest(path) if path.is_file() else ""
    except (OSError, ValueError):  # what no file can be called: its asset says so
        return ""


@lru_cache(maxsize=1)
def _program() -> str:
    """Names the code and its data: an upgrade makes films anew where it changes them."""
    rooms = ("reprise", "resources", "assets_pipeline")
    files = sorted(path for room in rooms for path in (CHECKOUT / room).rglob("*") if path.suffix in (".py", ".yaml"))
    return digest([(_below(path), file_digest(path)) for path in files])


def _below(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()
