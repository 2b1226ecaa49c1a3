"""Who an article is: the names it keeps while its address, guid, title and text are edited, and its key.

An article is known by several identities, such as `wp:posts:12`, `guid:tag:…` and `url:example.org/a`. One match in
the store is enough to recognise it, so any of them may change as long as another stays.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from reprise.articles.raw import Listed
from reprise.digest import digest

KEY_LENGTH = 63
IDENTITY_LENGTH = 512
_HASH_LENGTH = 8

# Parameters that say where a reader came from, never what they read.
_TRACKING = re.compile(
    r"^(utm_.*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid|igsh|mc_[ce]id|"
    r"mkt_tok|_hs(enc|mi)|vero_.*|oly_.*_id|_ga|_gl|ref_src|ref_url|spm|s_cid|at_.*|pk_.*|mtm_.*|piwik_.*)$",
    re.IGNORECASE,
)
_PORTS = {"http": 80, "https": 443}
_INDEX = re.compile(r"/index\.(html?|php)$", re.IGNORECASE)

# Letters that Unicode does not take apart into a Latin letter and its accent.
_LATIN = dict(
    pair.split(":")
    for pair in [
        "а:a",
        "б:b",
        "в:v",
        "г:g",
        "д:d",
        "е:e",
        "ё:e",
        "ж:zh",
        "з:z",
        "и:i",
        "й:i",
        "к:k",
        "л:l",
        "м:m",
        "н:n",
        "о:o",
        "п:p",
        "р:r",
        "с:s",
        "т:t",
        "у:u",
        "ф:f",
        "х:kh",
        "ц:ts",
        "ч:ch",
        "ш:sh",
        "щ:shch",
        "ъ:",
        "ы:y",
        "ь:",
        "э:e",
        "ю:yu",
        "я:ya",
        "є:ye",
        "і:i",
        "ї:i",
        "ґ:g",
        "ў:u",
        "ђ:dj",
        "ј:j",
        "љ:lj",
        "њ:nj",
        "ћ:c",
        "џ:dz",
        "ѓ:gj",
        "ќ:kj",
        "ѕ:dz",
        "α:a",
        "β:v",
        "γ:g",
        "δ:d",
        "ε:e",
        "ζ:z",
        "η:i",
        "θ:th",
        "ι:i",
        "κ:k",
        "λ:l",
        "μ:m",
        "ν:n",
        "ξ:x",
        "ο:o",
        "π:p",
        "ρ:r",
        "σ:s",
        "ς:s",
        "τ:t",
        "υ:y",
        "φ:f",
        "χ:ch",
        "ψ:ps",
        "ω:o",
        "ß:ss",
        "æ:ae",
        "œ:oe",
        "ø:o",
        "ł:l",
        "đ:d",
        "ð:d",
        "þ:th",
        "ı:i",
        "ħ:h",
    ]
)


def normalise_url(url: str) -> str:
    """The address in one spelling, by which two links to one page are equal.

    Lower-cases scheme and host, drops default ports, user names, fragments, tracking parameters, `index.html`, dot
    segments and the trailing slash, sorts parameters and spells percent-encoding one way. `www.` is kept: it may be
    another site. Never raises; what is no http address comes back trimmed.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError:
        return text
    if scheme not in _PORTS or not host:
        return text
    host = _host(host)
    if port is not None and port != _PORTS[scheme]:
        host = f"{host}:{port}"
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k)]
    tail = f"?{urlencode(sorted(query))}" if query else ""
    return f"{scheme}://{host}{_path(parts.path)}{tail}"


def _host(host: str) -> str:
    host = host.lower().rstrip(".")
    if ":" in host:
        return f"[{host}]"
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return quote(host)


def _path(path: str) -> str:
    decoded = unquote(path, errors="surrogateescape")
    # a decoded "?" or "#" is part of the path and is quoted again below
    path = quote(decoded, safe="/:@!$&'()*+,;=~-._", errors="surrogateescape")
    path = posixpath.normpath(path) if path else "/"
    path = _INDEX.sub("/", "/" + path.lstrip("/"))
    return path if path == "/" else path.rstrip("/")


def url_identity(url: str) -> str | None:
    """`url:…` without the scheme, so that http and https are one; None when this is no web address."""
    normal = normalise_url(url)
    scheme, separator, rest = normal.partition("://")
    return _limit(f"url:{rest}") if separator and scheme in _PORTS else None


def identities(*, url: str | None = None, guid: str | None = None, own: str | None = None) -> tuple[str, ...]:
    """The identities of an item, the surest first and each once.

    Args:
        url: its canonical address.
        guid: the feed's permanent name for it; a web address is treated like one.
        own: the source's own name with its kind, such as `wp:posts:12` or `path:posts/a.md`.
    """
    found = [_limit(own) if own else None]
    if guid and guid.strip():
        found.append(url_identity(guid) or _limit(f"guid:{guid.strip()}"))
    if url:
        found.append(url_identity(url))
    return tuple(dict.fromkeys(identity for identity in found if identity))


def _limit(identity: str) -> str:
    if len(identity) <= IDENTITY_LENGTH:
        return identity
    return f"{identity[: IDENTITY_LENGTH - 33]}#{digest(identity)}"


def tell_apart(items: Iterable[Listed]) -> list[Listed]:
    """A listing in which no two items share an identity.

    Exact repeats are dropped. A guid or address that several different items carry (broken feeds, items that all
    link to the front page) names none of them; an item left without a name gets one from its title.
    """
    unique: dict[tuple[str, ...], Listed] = {}
    for item in items:
        unique.setdefault(item.identities or (f"title:{digest(item.title, item.url)}",), item)
    shared = Counter(identity for names in unique for identity in names)
    told = []
    for names, item in unique.items():
        own = tuple(name for name in names if shared[name] == 1) or (f"title:{digest(item.title, item.url)}",)
        told.append(item if own == item.identities else replace(item, identities=own))
    return told


def article_key(site: str, title: str, identity: str) -> str:
    """The partition key `site-slug-hash`, in `[a-z0-9-]` and at most 63 characters.

    Chosen once from what the article is called at first sight; later it is found again through its identities.
    """
    ending = digest(site, identity)[:_HASH_LENGTH]
    room = KEY_LENGTH - len(site) - len(ending) - 2
    slug = slugify(title, room)
    return f"{site}-{slug}-{ending}" if slug else f"{site}-{ending}"


def slugify(text: str, length: int = 80) -> str:
    """Words of `text` in `[a-z0-9-]`, cut after a whole word where that is possible; empty for other scripts."""
    bare = (letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    plain = re.sub(r"['’`]", "", "".join(_LATIN.get(letter, letter) for letter in "".join(bare).lower()))
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) <= length:
        return slug
    head, _, _ = slug[: length + 1].rpartition("-")
    return (head if len(head) > length // 2 else slug[:length]).strip("-")
