"""The outbox's pages: a post as its platform will show it, and the lists of all posts. One file each, nothing loaded
from the network, every text escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from reprise.model import Document
from resources.platforms.outbox_looks import ICONS, LOOKS, PLAIN, Look, Palette


class Shot(Document):
    """A picture beside the page: its file name, description and pixels."""

    file: str
    alt: str = ""
    width: int | None = None
    height: int | None = None


class Entry(Document):
    """Everything a page shows; kept as post.json. `when` is the site's local time of publication, for people."""

    id: str
    site: str
    site_name: str
    platform: str
    platform_title: str
    account: str
    type: str
    article: str
    language: str
    handle: str
    color: str
    texts: tuple[str, ...]
    title: str | None = None
    link: str | None = None
    hashtags: tuple[str, ...] = ()
    published_at: str
    when: str
    day: str
    pictures: tuple[Shot, ...] = ()
    film: Shot | None = None
    film_cover: str | None = None
    film_subtitles: str | None = None
    avatar: str | None = None
    remote_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Page:
    entry: Entry
    look: Look


def post_page(entry: Entry) -> str:
    """The page of one post."""
    page = _Page(entry, LOOKS.get(entry.platform, PLAIN))
    body = {
        "feed": _feed, "caption": _caption, "bubble": _bubble, "overlay": _overlay, "watch": _watch,
    }[page.look.layout](page)  # fmt: skip
    title = escape(f"{entry.platform_title}: {entry.title or entry.texts[0][:60]}")
    style = _css("post") + _look_style(page.look)
    return (
        f"{_head(title, entry.language, style)}<body class='post {page.look.layout}'>"
        f"<nav><a href='../index.html'>{escape(entry.site_name)} on {escape(entry.platform_title)}</a>"
        f"<span>{escape(entry.type.replace('_', ' '))} · {escape(entry.when)}</span></nav>"
        f"<main>{body}</main>{_by_hand(entry)}</body></html>"
    )


def list_page(title: str, entries: Iterable[tuple[str, Entry]], up: str | None) -> str:
    """All posts of one platform by day, newest first. Entries come with the address of their page."""
    ordered = sorted(entries, key=lambda item: item[1].published_at, reverse=True)
    days = "".join(
        f"<h2>{escape(day)}</h2><div class='tiles'>{''.join(_tile(*item) for item in items)}</div>"
        for day, items in groupby(ordered, key=lambda item: item[1].day)
    )
    back = f"<a href='{_attr(up)}'>Outbox</a>" if up else ""
    return (
        f"{_head(escape(title), 'en', _css('list'))}<body><nav>{back}</nav><h1>{escape(title)}</h1>{days}</body></html>"
    )


def outbox_page(groups: Sequence[tuple[str, str, int, Sequence[tuple[str, Entry]]]]) -> str:
    """The whole outbox: (heading, address of the full list, number of posts, the newest with their addresses)."""
    parts = [
        f"<section><h2><a href='{_attr(address)}'>{escape(heading)}</a> <small>{number} "
        f"{'post' if number == 1 else 'posts'}</small></h2><div class='tiles'>"
        f"{''.join(_tile(*item, dated=True) for item in newest)}</div></section>"
        for heading, address, number, newest in groups
    ]
    note = (
        "<p class='note'>These posts went to the outbox, not to the platforms. Open one to see it and to post it.</p>"
    )
    return f"{_head('Outbox', 'en', _css('list'))}<body><h1>Outbox</h1>{note}{''.join(parts)}</body></html>"


def rich(text: str, look: Look) -> str:
    """A text as HTML: links, hashtags and mentions coloured as the platform does it, everything else escaped."""
    parts, position = [], 0
    for match in _MARKED.finditer(text):
        parts.append(escape(text[position : match.start()]))
        parts.append(_marked(match, look))
        position = match.end()
    return "".join([*parts, escape(text[position:])])


_MARKED = re.compile(r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?'’”)\]…])|(?<![\w&/])(?P<tag>[#@][^\W_]\w*)")


def _marked(match: re.Match[str], look: Look) -> str:
    url = match["url"]
    if url is None:
        return f"<b class='tag'>{escape(match['tag'])}</b>"
    if not look.links:
        return escape(url)
    shown = url
    if look.short_links:
        shown = re.sub(r"^https?://(www\.)?", "", url)
        shown = shown if len(shown) <= 28 else f"{shown[:27]}…"
    return f"<a href='{_attr(url)}' rel='noopener noreferrer'>{escape(shown)}</a>"


def _feed(page: _Page) -> str:
    if len(page.entry.texts) > 1:
        last = len(page.entry.texts) - 1
        items = "".join(
            f"<li class='{'last' if number == last else ''}'>{_avatar(page.entry)}<div class='body'>{_who(page)}"
            f"{_words(page, text)}{_media(page) if number == 0 else ''}{_actions(page)}</div></li>"
            for number, text in enumerate(page.entry.texts)
        )
        return f"<article class='card'><ol class='thread'>{items}</ol></article>"
    return (
        f"<article class='card'><header>{_avatar(page.entry)}{_who(page)}</header>"
        f"{_words(page, page.entry.texts[0])}{_media(page) or _link_card(page)}{_actions(page)}</article>"
    )


def _caption(page: _Page) -> str:
    words = "".join(
        f"<p class='words'><b>{escape(page.entry.handle)}</b> {rich(text, page.look)}</p>" for text in page.entry.texts
    )
    return (
        f"<article class='card'><header>{_avatar(page.entry)}{_who(page, name=page.entry.handle)}</header>"
        f"{_media(page)}{_actions(page)}{words}</article>"
    )


def _bubble(page: _Page) -> str:
    bubbles = "".join(
        f"<article class='card'>{_media(page) if number == 0 else ''}<div class='name'>{escape(page.entry.site_name)}"
        f"</div>{_words(page, text)}"
        f"<footer>{_icon('views')}<span>{escape(page.entry.when[-5:])}</span></footer></article>"
        for number, text in enumerate(page.entry.texts)
    )
    return f"<div class='row'>{_avatar(page.entry)}<div>{bubbles}</div></div>"


def _overlay(page: _Page) -> str:
    entry = page.entry
    title = f"<h1>{escape(entry.title)}</h1>" if entry.title else ""
    words = "".join(f"<p>{rich(text, page.look)}</p>" for text in entry.texts)
    return (
        f"<div class='row'><article class='card phone'>{_media(page)}<div class='over'><b>{escape(entry.handle)}</b>"
        f"{title}<div class='words'>{words}</div></div></article>"
        f"<aside>{_avatar(entry)}{''.join(_icon(name) for name in page.look.actions)}</aside></div>"
    )


def _watch(page: _Page) -> str:
    entry = page.entry
    words = "".join(f"<p>{rich(text, page.look)}</p>" for text in entry.texts)
    tall = entry.film and entry.film.height and entry.film.width and entry.film.height > entry.film.width
    return (
        f"<article class='card {'tall' if tall else ''}'>{_media(page)}"
        f"<h1>{escape(entry.title or entry.texts[0][:100])}</h1>"
        f"<header>{_avatar(entry)}{_who(page)}{_actions(page)}</header>"
        f"<div class='words box'><b>{escape(entry.when)}</b>{words}</div></article>"
    )


def _who(page: _Page, name: str | None = None) -> str:
    byline = page.look.byline.format(handle=page.entry.handle, when=page.entry.when)
    return f"<div class='who'><b>{escape(name or page.entry.site_name)}</b> <span>{escape(byline)}</span></div>"


def _avatar(entry: Entry) -> str:
    if entry.avatar:
        return f"<img class='avatar' src='{_attr(entry.avatar)}' alt=''>"
    letters = "".join(word[0] for word in re.findall(r"\w+", entry.site_name)[:2]).upper() or "?"
    return f"<span class='avatar' style='background:{_attr(entry.color)}'>{escape(letters)}</span>"


def _words(page: _Page, text: str) -> str:
    return f"<div class='words' dir='auto'>{rich(text, page.look)}</div>"


def _media(page: _Page) -> str:
    entry = page.entry
    if entry.film:
        cover = f" poster='{_attr(entry.film_cover)}'" if entry.film_cover else ""
        track = (
            f"<track kind='captions' srclang='{_attr(entry.language[:2])}' src='{_attr(entry.film_subtitles)}'>"
            if entry.film_subtitles and entry.film_subtitles.endswith(".vtt")
            else ""
        )
        source = _attr(entry.film.file)
        return f"<div class='media'><video controls preload='metadata' src='{source}'{cover}>{track}</video></div>"
    if not entry.pictures:
        return ""
    shots = "".join(_picture(shot) for shot in entry.pictures)
    kind = page.look.gallery if len(entry.pictures) > 1 else "one"
    return f"<div class='media {kind} n{min(len(entry.pictures), 4)}'>{shots}</div>"


def _picture(shot: Shot) -> str:
    size = f" width='{shot.width}' height='{shot.height}'" if shot.width and shot.height else ""
    source, alt = _attr(shot.file), _attr(shot.alt)
    return f"<img src='{source}' alt='{alt}' title='{alt}'{size}>"


def _link_card(page: _Page) -> str:
    if not (page.entry.link and page.look.links):
        return ""
    domain = re.sub(r"^https?://(www\.)?|[/?#].*$", "", page.entry.link)
    return f"<a class='linkcard' href='{_attr(page.entry.link)}' rel='noopener noreferrer'>{escape(domain)}</a>"


def _actions(page: _Page) -> str:
    items = []
    for action in page.look.actions:
        name, _, label = action.partition(" ")
        items.append(f"<span>{_icon(name)}{f'<i>{escape(label)}</i>' if page.look.labels else ''}</span>")
    return f"<div class='actions' aria-hidden='true'>{''.join(items)}</div>"


def _icon(name: str) -> str:
    return f"<svg viewBox='0 0 24 24' class='icon'><path d='{ICONS[name]}'/></svg>"


def _by_hand(entry: Entry) -> str:
    """What somebody needs to post it: the texts to copy and the files, with their descriptions."""
    parts = ([entry.title] if entry.title else []) + list(entry.texts)
    texts = "".join(
        f"<div class='copy'><pre dir='auto'>{escape(text)}</pre><button>Copy</button></div>" for text in parts
    )
    files = [(shot.file, shot.alt) for shot in entry.pictures]
    files += [(entry.film.file, "The film")] if entry.film else []
    files += [
        (name, what) for name, what in ((entry.film_cover, "Its cover"), (entry.film_subtitles, "Subtitles")) if name
    ]
    listed = "".join(
        f"<li><a href='{_attr(name)}' download>{escape(name)}</a> {escape(what)}</li>" for name, what in files
    )
    return f"<details class='hand'><summary>Post it by hand</summary>{texts}<ul>{listed}</ul></details>{_SCRIPT}"


def _tile(address: str, entry: Entry, *, dated: bool = False) -> str:
    folder = address.rpartition("/")[0]
    name = entry.pictures[0].file if entry.pictures else entry.film_cover
    picture = f"<img loading='lazy' src='{_attr(f'{folder}/{name}')}' alt=''>" if name else ""
    when = entry.when if dated else entry.when[-5:]
    count = f" · {len(entry.texts)} posts" if len(entry.texts) > 1 else (" · film" if entry.film else "")
    return (
        f"<a class='tile' href='{_attr(address)}'>{picture}<p>{escape(entry.title or entry.texts[0][:180])}</p>"
        f"<small>{escape(when)} · {escape(entry.type.replace('_', ' '))}{count}</small></a>"
    )


def _attr(value: str) -> str:
    return escape(value, quote=True)


def _head(title: str, language: str, style: str) -> str:
    return (
        f"<!doctype html><html lang='{_attr(language)}'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; img-src 'self' file: data:; "
        "media-src 'self' file:; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{style}</style></head>"
    )


def _look_style(look: Look) -> str:
    def colors(palette: Palette) -> str:
        names: dict[str, Any] = vars(palette)
        return "".join(f"--{name}:{value};" for name, value in names.items())

    sizes = f"--width:{look.width}px;--radius:{look.radius}px;--media-radius:{look.media_radius}px;--size:{look.size}px"
    bleed = ".feed .media{margin-left:calc(-1*var(--pad));margin-right:calc(-1*var(--pad))}" if look.full_bleed else ""
    return (
        f":root{{{colors(look.light)}{sizes};--font:{look.font}}}"
        f"@media (prefers-color-scheme:dark){{:root{{{colors(look.dark)}}}}}{bleed}{look.extra}"
    )


_SCRIPT = """<script>document.querySelectorAll('.copy button').forEach(b=>b.onclick=()=>{
navigator.clipboard.writeText(b.previousElementSibling.textContent);b.textContent='Copied'})</script>"""


@cache
def _css(name: str) -> str:
    return (Path(__file__).with_name("outbox_styles") / f"{name}.css").read_text(encoding="utf-8")
