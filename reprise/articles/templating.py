"""Takes the template language of static site generators out of Markdown: Liquid, Nunjucks, Hugo shortcodes, Hexo
tags, MDX. What a tag shows (pictures, code, wrapped text) stays; what it computes goes. Code is left as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import emoji

_FENCE = re.compile(r"^(?P<fence>[ \t]*(?:[-*+>] ?|\d+[.)] )*(`{3,}|~{3,}))(?P<rest>.*)$")
_INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`)(.{1,2000}?)(?<!`)\1(?!`)", re.DOTALL)
_RAW = re.compile(r"[ \t]*\{%-?\s*(?:end)?raw\s*-?%\}[ \t]*")
_CODE_TAGS = (
    re.compile(
        r"\{%-?\s*highlight\s+(?P<lang>[\w+#-]*)[^%]*%\}\n?(?P<code>.*?)\{%-?\s*endhighlight\s*-?%\}", re.DOTALL
    ),
    re.compile(
        r"\{%-?\s*codeblock\b(?=(?:(?!%\}).)*lang:(?P<lang>[\w+#-]+)|)(?:(?!%\}).)*%\}\n?(?P<code>.*?)"
        r"\{%-?\s*endcodeblock\s*-?%\}",
        re.DOTALL,
    ),
    re.compile(
        r"\{\{[<%]\s*highlight\s+\"?(?P<lang>[\w+#-]*)\"?[^>%]*[>%]\}\}\n?(?P<code>.*?)\{\{[<%]\s*/highlight\s*[>%]\}\}",
        re.DOTALL,
    ),
)
_HIDDEN = (
    re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL),
    re.compile(r"\{#(?!\w).*?#\}", re.DOTALL),
    re.compile(r"\{\{[<%]\s*comment\s*[>%]\}\}.*?\{\{[<%]\s*/comment\s*[>%]\}\}", re.DOTALL),
    re.compile(r"<!--.*?-->", re.DOTALL),
)
_TAG = re.compile(r"\{%-?\s*(?P<name>[\w-]+)(?P<args>(?:(?!%\}).)*?)-?%\}", re.DOTALL)
_SHORTCODE = re.compile(r"\{\{[<%]\s*(?P<name>/?[\w./-]+)(?P<args>(?:(?![>%]\}\}).)*?)/?\s*[>%]\}\}", re.DOTALL)
_OUTPUT = re.compile(r"\{\{-?(?P<expression>[^{}]*?)-?\}\}")
_ARGUMENT = re.compile(r"(?:([\w-]+)\s*[=:]\s*)?(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=,]+))")
_PICTURE = re.compile(r"\.(jpe?g|png|gif|webp|avif|svg)$", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*(?:[.#][\w:-]+|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[\w-]+)|[ \t])+\}")
_BLOCK_ATTRIBUTES = re.compile(r"^[ \t]*\{:(?!\w)[^}\n]*\}[ \t]*$", re.MULTILINE)
_MDX = re.compile(
    r"^(?:import\s+[\w{*][^\n]*\sfrom\s+['\"][^\n]*|export\s+(?:const|default|let)\s[^\n]*)$", re.MULTILINE
)
_JSX_STYLE = re.compile(r"\s[\w-]+=\{\{[^{}]*\}\}")
_JSX_VALUE = re.compile(r"\s([\w-]+)=\{([^{}]*)\}")
_DIRECTIVE = re.compile(
    r"^[ \t]*:{3,}[ \t]*(?:[\w-]+)?(?:\[[^\]]*\])?(?:\{[^}]*\})?[ \t]*(?P<title>[^\n:]*)$", re.MULTILINE
)
_MARKDOWN_INSIDE = re.compile(r"(<\w+\b[^<>]*?)\s+markdown=[\"']?\w+[\"']?([^<>]*>)")
_TITLE_ARGUMENTS = ("caption", "title")


def without_templates(markdown: str, metadata: Mapping[str, Any], *, asset_folder: str = "") -> str:
    """Plain Markdown (with HTML in it).

    Args:
        metadata: front matter, for `{{ page.title }}`.
        asset_folder: where Hexo's `asset_img` finds a post's pictures, ending in a slash.
    """
    text = _RAW.sub("", markdown)
    for pattern, closing in zip(_CODE_TAGS, ("endhighlight", "endcodeblock", "/highlight"), strict=True):
        text = _replace(pattern, closing, _fenced, text)
    return "".join(part if is_code else _prose(part, metadata, asset_folder) for is_code, part in _split_code(text))


def _replace(pattern: re.Pattern[str], closing: str, change: Callable[[re.Match[str]], str], text: str) -> str:
    """`pattern.sub` up to the line of its last closing mark: behind it, every opening one would be searched in vain,
    which makes thousands of them take minutes."""
    last = text.rfind(closing)
    if last < 0:
        return text
    end = text.find("\n", last) + 1 or len(text)
    return pattern.sub(change, text[:end]) + text[end:]


def _fenced(match: re.Match[str]) -> str:
    return f"\n```{match['lang'] or ''}\n{match['code'].strip(chr(10))}\n```\n"


def _split_code(text: str) -> list[tuple[bool, str]]:
    """(is code, lines) in order: fenced blocks apart from everything else."""
    parts: list[tuple[bool, str]] = []
    lines: list[str] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        match = _FENCE.match(line.rstrip("\n"))
        if not fence and match:
            parts.append((False, "".join(lines)))
            lines, fence = [line], match[2]
        elif fence and match and match[2].startswith(fence) and not match["rest"].strip():
            parts.append((True, "".join([*lines, line])))
            lines, fence = [], ""
        else:
            lines.append(line)
    parts.append((bool(fence), "".join(lines)))
    return parts


def _prose(text: str, metadata: Mapping[str, Any], asset_folder: str) -> str:
    for pattern, closing in zip(_HIDDEN, ("endcomment", "#}", "/comment", "-->"), strict=True):
        text = _replace(pattern, closing, lambda _: "", text)
    text = _MDX.sub("", text)
    pieces, end = [], 0
    for code in _INLINE_CODE.finditer(text):
        pieces += [_without_tags(text[end : code.start()], metadata, asset_folder), code[0]]
        end = code.end()
    pieces.append(_without_tags(text[end:], metadata, asset_folder))
    return "".join(pieces)


def _without_tags(text: str, metadata: Mapping[str, Any], asset_folder: str) -> str:
    text = _MARKDOWN_INSIDE.sub(r"\1\2\n\n", _JSX_STYLE.sub("", text))
    text = _replace(_SHORTCODE, "}}", lambda match: _tag(match["name"], match["args"], ""), text)
    text = _replace(_TAG, "%}", lambda match: _tag(match["name"], match["args"], asset_folder), text)
    text = _OUTPUT.sub(lambda match: _output(match["expression"], metadata), text)
    text = _JSX_VALUE.sub(lambda match: f' {match[1]}="{escape(match[2].strip(chr(34) + chr(39)))}"', text)
    text = _DIRECTIVE.sub(lambda match: f"\n{match['title']}\n", text)
    text = _ATTRIBUTES.sub("", _BLOCK_ATTRIBUTES.sub("", text))
    return emoji.emojize(text, language="alias")


def _tag(name: str, args: str, asset_folder: str) -> str:
    """What a tag shows: a picture, the target of a reference, or nothing."""
    named, plain = _arguments(args)
    if name.endswith(("ref", "post_url", "post_path", "asset_path")) or name == "link":
        return plain[0] if plain else ""
    source = named.get("src") or named.get("url") or next((arg for arg in plain if _PICTURE.search(arg)), "")
    is_picture = _PICTURE.search(source) or (source and ("img" in name or name in ("image", "figure")))
    if not is_picture:
        return ""
    rest = [arg for arg in plain[plain.index(source) + 1 :] if not arg.isdigit()] if source in plain else []
    alt = named.get("alt") or (rest[0] if rest else "")
    caption = next((named[key] for key in _TITLE_ARGUMENTS if named.get(key)), rest[1] if len(rest) > 1 else "")
    place = f"{asset_folder}{source}" if name == "asset_img" else source
    title = f' title="{escape(caption)}"' if caption else ""
    return f'<img src="{escape(place)}" alt="{escape(alt)}"{title}>'


def _arguments(text: str) -> tuple[dict[str, str], list[str]]:
    named: dict[str, str] = {}
    plain: list[str] = []
    for key, double, single, bare in _ARGUMENT.findall(text[:2_000]):
        if key:
            named[key.lower()] = double or single or bare
        else:
            plain.append(double or single or bare)
    return named, plain


def _output(expression: str, metadata: Mapping[str, Any]) -> str:
    """A literal address stays (`{{ "/a/" | relative_url }}`), so do the page's own scalars; the rest is unknown."""
    literal = re.match(r"\s*(?:\"([^\"]*)\"|'([^']*)')\s*(\|.*)?$", expression)
    if literal:
        return literal[1] or literal[2] or ""
    field = re.fullmatch(r"\s*(?:page|frontmatter)\.(\w+)\s*", expression)
    found = metadata.get(field[1].lower()) if field else None
    return str(found) if isinstance(found, (str, int, float)) else ""
