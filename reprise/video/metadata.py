"""What travels beside a film: a title people search for, a description, tags and hashtags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import emoji

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.briefs.language import is_spaceless, word_count
from reprise.briefs.standalone import is_clean
from reprise.model import Document
from reprise.sites import Site
from reprise.social.counting import length
from reprise.social.fitting import fit, fit_sentences
from reprise.social.hashtags import hashtags
from reprise.social.rules import Counting, PlatformRules
from reprise.video.script import Script
from reprise.video.timeline import Timeline

TITLE_LIMIT = 100
_TAGS_LIMIT = 500  # characters of all tags as YouTube counts them: a comma between two, quotes around several words
_SHORT_TITLE_WORDS = 3
_CHAPTER_LETTERS = 90
_CHAPTER_SECONDS, _CHAPTERS = 10.0, 3  # YouTube: at least three, each of at least ten seconds, the first at 0:00


class FilmMetadata(Document):
    """A film's words for one platform. `hashtags` carry no #; the article's link is not in `description`. `credits` say
    whose pictures and music it shows and plays; they are in the description as far as it has room."""

    title: str
    description: str
    tags: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    language: str


def write_metadata(
    article: Article,
    brief: Brief,
    script: Script,
    site: Site,
    rules: PlatformRules,
    *,
    timeline: Timeline | None = None,
    credits: Sequence[str] = (),
) -> FilmMetadata:
    """Title, description, tags and hashtags within the platform's limits.

    Chapters are added to the description when `timeline` says when the scenes begin and they are long enough; `credits`
    (of pictures and music) are its last lines: what licences ask for comes before points and chapters.
    """
    return FilmMetadata(
        title=_title(script, brief, rules),
        description=_description(brief, script, rules, timeline, credits),
        tags=_tags(article, brief, site),
        hashtags=hashtags(article, brief, site, rules.name),
        credits=credit_lines(credits),
        language=article.language,
    )


def _title(script: Script, brief: Brief, rules: PlatformRules) -> str:
    """The article's title; a very short one with the topic nobody could guess from it."""
    limit = rules.text.title_limit or TITLE_LIMIT
    title = plain_line(script.title, emojis=rules.text.emoji != "none") or script.title
    if not is_spaceless(script.language) and word_count(title, script.language) <= _SHORT_TITLE_WORDS:
        known = title.casefold()
        topics = (word.text for word in brief.keywords[:5] if " " in word.text and word.is_name)
        topic = next((text for text in topics if not _shares_word(text, known)), "")
        if topic:
            title = f"{title} – {topic[:1].upper()}{topic[1:]}"
    return fit(title, limit, title_counting(rules), script.language)


def _description(
    brief: Brief, script: Script, rules: PlatformRules, timeline: Timeline | None, credits: Sequence[str]
) -> str:
    """What it is about in the first line, then the chapters, or else the points shown; then whose the pictures are."""
    joiner = "" if is_spaceless(script.language) else " "
    lead = joiner.join(plain_line(item.text, emojis=True) for item in brief.summary)
    return composed_description(lead, script, rules, timeline, credits) or fit(
        plain_line(brief.summary[0].text, emojis=True), rules.text.target, rules.text, script.language
    )


def composed_description(
    lead: str, script: Script, rules: PlatformRules, timeline: Timeline | None, credits: Sequence[str]
) -> str:
    """A first paragraph with the credits after it, and the chapters or points between as far as the platform has room;
    "" when not even its first sentence fits. What is owed to others goes before what is only useful."""
    if length(lead, rules.text) > rules.text.target:
        lead = fit_sentences(lead, rules.text.target, rules.text, script.language)
    if not lead:
        return ""
    parts = []
    points = _points(script)
    chapters = chapter_lines(script, timeline) if timeline is not None else ()
    if chapters and any(scene.chapter for scene in script.scenes):
        parts.append("\n".join(chapters))  # they say what it is about
    else:
        parts += ["\n".join(f"• {point}" for point in points)] if len(points) >= _CHAPTERS else []
        parts.append("\n".join(chapters))
    owed = _owed(lead, credits, rules)
    text = lead
    for part in filter(None, parts):
        if length(f"{text}\n\n{part}{owed}", rules.text) <= rules.text.target:
            text = f"{text}\n\n{part}"
    return f"{text}{owed}"


def credit_lines(credits: Sequence[str]) -> tuple[str, ...]:
    """Credits as they stand in a description, each once."""
    return tuple(dict.fromkeys(plain_line(credit, emojis=False) for credit in credits))


def _owed(lead: str, credits: Sequence[str], rules: PlatformRules) -> str:
    """The credits' paragraph, as many lines as the platform takes at all."""
    owed = ""
    for line in credit_lines(credits):
        longer = f"{owed}\n{line}" if owed else f"\n\n{line}"
        if length(f"{lead}{longer}", rules.text) <= rules.text.limit:
            owed = longer
    return owed


def _points(script: Script) -> list[str]:
    """What the points show in words, each once."""
    named = [scene.on_screen for scene in script.scenes if scene.section == "point" and scene.on_screen]
    telling = [text for text in named if len(text.split()) > 1 or is_spaceless(script.language)]
    return list(dict.fromkeys(plain_line(text, emojis=False) for text in telling))


def chapter_lines(script: Script, timeline: Timeline) -> tuple[str, ...]:
    """Lines of "0:00 title" as YouTube reads them: from 0:00, at least three, each of at least ten seconds; else none.

    They are the script's chapters, where it has such; else its scenes, short ones joined to the one before.
    """
    found: list[tuple[float, str]] = []
    for start, name in _beginnings(script, timeline):
        if not found:
            found.append((0.0, name))
        elif start - found[-1][0] >= _CHAPTER_SECONDS:
            found.append((start, name))
    if found and timeline.seconds - found[-1][0] < _CHAPTER_SECONDS:
        found.pop()
    if len(found) < _CHAPTERS:
        return ()
    return tuple(f"{clock(start)} {name}" for start, name in found)


def clock(seconds: float) -> str:
    """A time as chapters are written: 0:00, 12:05, 1:02:05."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _beginnings(script: Script, timeline: Timeline) -> Iterator[tuple[float, str]]:
    """When chapters may begin, in seconds, and what they are called; the film's beginning first."""
    starts = {timing.scene: timing.first / timeline.fps for timing in timeline.scenes}
    has_chapters = any(scene.chapter for scene in script.scenes)
    for number, scene in enumerate(each for each in script.scenes if each.id in starts):
        name = plain_line(scene.chapter if has_chapters else scene.on_screen or scene.cue.text, emojis=False)
        if number == 0:
            yield 0.0, name or plain_line(script.title, emojis=False)
        elif name and len(name) <= _CHAPTER_LETTERS:
            yield starts[scene.id], name


def _tags(article: Article, brief: Brief, site: Site) -> tuple[str, ...]:
    """Search words: the article's tags and topics and the site's name, 500 characters in all."""
    topics = [word.text for word in brief.keywords if " " in word.text or word.is_name or word.score >= 0.3]
    return fitting_tags([*article.tags, *topics, site.name])


def fitting_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """As many different tags, the first ones first, as a video site takes."""
    chosen: list[str] = []
    used = 0
    for tag in _distinct(tags):
        cost = len(tag) + (2 if " " in tag else 0) + (1 if chosen else 0)
        if used + cost <= _TAGS_LIMIT:
            chosen.append(tag)
            used += cost
    return tuple(chosen)


def _distinct(tags: Iterable[str]) -> list[str]:
    """Tags without empty ones, signs the platforms refuse and repetitions in another case."""
    found: dict[str, str] = {}
    for tag in tags:
        plain = plain_line(tag, emojis=False).replace(",", " ").replace('"', "").strip()
        if plain and is_clean(plain) and len(plain) <= 60:
            found.setdefault(plain.casefold(), plain)
    return list(found.values())


def plain_line(text: str, *, emojis: bool) -> str:
    """One line without angle brackets, which YouTube refuses; without emoji unless they are welcome."""
    kept = text if emojis else emoji.replace_emoji(text, "")
    return " ".join(kept.replace("<", "").replace(">", "").split())


def _shares_word(topic: str, title: str) -> bool:
    words: Sequence[str] = topic.casefold().split()
    return any(word in title for word in words)


def title_counting(rules: PlatformRules) -> Counting:
    """Titles are counted in characters where the description is counted in bytes."""
    return "characters" if rules.text.counting == "bytes" else rules.text.counting
