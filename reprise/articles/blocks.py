"""A sanitised tree in reading order: headings, paragraphs, list items, quotes, code, tables, and where pictures are."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from reprise.articles.article import ArticleImage, Block, BlockKind

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "blockquote",
        "pre",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "figure",
        "figcaption",
        "details",
        "summary",
        "address",
        "aside",
        "hr",
        "center",
        "body",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "caption",
    ]
)
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|brush:?|sourceCode)[-: ]\s*([\w+#-]+)", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_BREAK_IN_CJK = re.compile(
    r"(?<=[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef])[ \t]*\n\s*(?=[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef])"
)
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|embed|video|audio|playlist|wp_caption|contact-form-7|vc_\w+|et_pb_\w+|sc name)[^\]\n]*\]"
)
_ARROWS = re.compile(r"\s*[↩⤴]\ufe0e?\s*$")
_CAPTION_LENGTH = 250
_RUN_IN_LEVEL, _RUN_IN_LETTERS = 3, 90  # of a bold line that heads its paragraph


@dataclass(slots=True)
class _State:
    """What the walk has found; `buffer` collects the inline text of the block under way."""

    blocks: list[Block] = field(default_factory=list)
    images: list[ArticleImage] = field(default_factory=list)
    buffer: list[str] = field(default_factory=list)
    inline_images: list[ArticleImage] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Context:
    """Where the walk stands; `number` is the ordered item's place."""

    kind: BlockKind = "paragraph"
    level: int = 0
    number: int | None = None
    depth: int = 0


def read_blocks(container: Any) -> tuple[tuple[Block, ...], tuple[ArticleImage, ...]]:
    """Blocks and pictures of a cleaned tree (see `reprise.articles.sanitise`).

    A picture's `before` is the index of the block after it, which is the number of blocks for one at the end.
    """
    state = _State()
    _walk(container, _Context(), state)
    _flush(state, _Context())
    return _with_captions(state)


def plain(element: Any) -> str:
    """The text of an element on one line."""
    pieces: list[str] = []
    _collect(element, pieces)
    return one_line("".join(pieces))


def one_line(text: str) -> str:
    """Single spaces, no invisible characters; lines broken within Chinese and Japanese are joined without one."""
    text = _INVISIBLE.sub("", _BREAK_IN_CJK.sub("", text.strip()))
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _walk(element: Any, context: _Context, state: _State) -> None:
    if element.text:
        state.buffer.append(element.text)
    for child in element:
        if isinstance(child.tag, str):
            _enter(child, context, state)
        if child.tail:
            state.buffer.append(child.tail)


def _enter(child: Any, context: _Context, state: _State) -> None:
    tag = child.tag
    if tag == "img":
        _picture(child, state)
    elif tag == "br":
        state.buffer.append("\n")
    elif tag in ("rt", "rp"):
        pass  # pronunciation above a word, not part of the sentence
    elif tag not in _BLOCKS:
        heads = _is_headline(child, context, state)
        _walk(child, context, state)
        if heads:
            _flush(state, _Context("heading", _RUN_IN_LEVEL))
    else:
        _flush(state, context)
        _block(child, context, state)
        _flush(state, _after(child, context))


def _is_headline(child: Any, context: _Context, state: _State) -> bool:
    """Whether a bold line of its own begins a paragraph or an item: what it says is the heading of what follows."""
    if child.tag not in ("strong", "b") or context.kind not in ("paragraph", "list_item"):
        return False
    if "".join(state.buffer).strip() or state.inline_images or not 0 < len(plain(child)) <= _RUN_IN_LETTERS:
        return False
    last, after = (child[-1] if len(child) else None), child.getnext()
    if last is not None and last.tag == "br" and not (last.tail or "").strip():
        return True
    return after is not None and after.tag == "br" and not (child.tail or "").strip()


def _after(child: Any, context: _Context) -> _Context:
    if child.tag in _HEADINGS:
        return _Context("heading", _HEADINGS[child.tag])
    return context


def _block(child: Any, context: _Context, state: _State) -> None:
    tag = child.tag
    if tag in _HEADINGS:
        _walk(child, _Context("heading", _HEADINGS[tag]), state)
        _flush(state, _Context("heading", _HEADINGS[tag]))
    elif tag == "pre":
        _code(child, state)
    elif tag in ("ul", "ol"):
        _list(child, context, state)
    elif tag == "table":
        _table(child, context, state)
    elif tag == "figure":
        _figure(child, context, state)
    elif tag == "blockquote":
        inner = _Context("quote", depth=context.depth)
        _walk(child, inner, state)
        _flush(state, inner)
    elif tag != "hr":
        _walk(child, context, state)


def _flush(state: _State, context: _Context) -> None:
    """End the block under way."""
    text = _ARROWS.sub("", _SHORTCODE.sub("", one_line("".join(state.buffer)))).strip()
    state.buffer.clear()
    started = len(state.blocks)
    if _is_text(text):
        state.blocks.append(Block(kind=context.kind, text=text, level=context.level, number=context.number))
    ended = len(state.blocks)
    for image in state.inline_images:  # a picture before the text stands before its block, else after it
        state.images.append(image.model_copy(update={"before": started if image.before == 0 else ended}))
    state.inline_images.clear()


def _is_text(text: str) -> bool:
    return any(unicodedata.category(letter)[0] in "LNS" for letter in text)


def _picture(element: Any, state: _State) -> None:
    url = element.get("src") or ""
    if not url:
        return
    alt, title = one_line(element.get("alt") or ""), one_line(element.get("title") or "")
    leads = not "".join(state.buffer).strip()
    caption = title if title != alt else ""
    state.inline_images.append(ArticleImage(url=url, alt=alt, caption=caption, before=0 if leads else 1))


def _list(element: Any, context: _Context, state: _State) -> None:
    depth = context.depth + 1
    number = _integer(element.get("start"), 1) if element.tag == "ol" else None
    for item in element:
        if not isinstance(item.tag, str):
            continue
        if item.tag != "li":
            _enter(item, _Context(context.kind, context.level, None, depth), state)
            continue
        if number is not None:
            number = _integer(item.get("value"), number)
        _item(item, _Context("list_item", depth, number, depth), state)
        number = None if number is None else number + 1


def _item(item: Any, context: _Context, state: _State) -> None:
    """A list item: its first text carries the number; further paragraphs of it are plain ones."""
    first = len(state.blocks)
    _walk(item, context, state)
    _flush(state, context)
    seen = False
    for index in range(first, len(state.blocks)):
        block = state.blocks[index]
        if block.kind == "list_item" and block.level == context.level:
            if seen:
                state.blocks[index] = Block(kind="paragraph", text=block.text)
            seen = True


def _integer(text: str | None, default: int) -> int:
    try:
        return int(text) if text else default
    except ValueError:
        return default


def _code(element: Any, state: _State) -> None:
    pieces: list[str] = []
    _collect(element, pieces)
    text = "".join(pieces).replace("\t", "    ").strip("\n")
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    if not text.strip():
        return
    inner = element.find(".//code")
    classes = [element, *([inner] if inner is not None else []), element.getparent()]
    names = " ".join(one.get("class") or "" for one in classes if one is not None)
    match = _LANGUAGE.search(names)
    language = match[1].lower() if match and match[1].lower() not in ("text", "plaintext", "none", "txt") else None
    state.blocks.append(Block(kind="code", text=text, code_language=language))


def _collect(element: Any, pieces: list[str]) -> None:
    pieces.append(element.text or "")
    for child in element:
        if child.tag == "br":
            pieces.append("\n")
        elif isinstance(child.tag, str) and child.tag not in ("rt", "rp"):
            _collect(child, pieces)
            if child.tag in ("p", "div", "li"):
                pieces.append("\n")
        pieces.append(child.tail or "")


def _table(element: Any, context: _Context, state: _State) -> None:
    rows = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
    layout = max((len(row) for row in cells), default=0) < 2 or element.find(".//table") is not None
    long_cells = any(
        cell.find(".//p/..") is not None and len(cell.findall(".//p")) > 2 for row in cells for cell in row
    )
    caption = element.find("caption")
    if caption is not None and (text := plain(caption)):
        state.blocks.append(Block(kind="paragraph", text=text))
    if layout or long_cells:
        for cell in (cell for row in cells for cell in row):
            _walk(cell, context, state)
            _flush(state, context)
        return
    lines = ["\t".join(plain(cell) for cell in row) for row in cells]
    text = "\n".join(line.strip(" ") for line in lines if line.strip())
    if text:
        for image in element.iter("img"):
            _picture(image, state)
        _flush(state, context)
        state.blocks.append(Block(kind="table", text=text))


def _figure(element: Any, context: _Context, state: _State) -> None:
    caption = element.find(".//figcaption")
    has_image = element.find(".//img") is not None
    text = plain(caption) if caption is not None else ""
    galleries = element.find(".//figure") is not None
    if caption is not None and has_image and not galleries:
        caption.drop_tree()
    first = len(state.images)
    _walk(element, context, state)
    _flush(state, context)
    if text and not galleries:
        for index in range(first, len(state.images)):
            state.images[index] = state.images[index].model_copy(update={"caption": text})


def _with_captions(state: _State) -> tuple[tuple[Block, ...], tuple[ArticleImage, ...]]:
    """The blocks without those that only repeat the caption or alternative text of the picture before them."""
    drop: set[int] = set()
    for image in state.images:
        place = image.before or 0
        if place < len(state.blocks):
            block = state.blocks[place]
            repeated = block.text in (image.caption, image.alt) and len(block.text) <= _CAPTION_LENGTH
            if block.kind == "paragraph" and repeated:
                drop.add(place)
    if not drop:
        return tuple(state.blocks), tuple(state.images)
    moved = [index - sum(1 for gone in drop if gone < index) for index in range(len(state.blocks) + 1)]
    images = (image.model_copy(update={"before": moved[image.before or 0]}) for image in state.images)
    return tuple(block for index, block in enumerate(state.blocks) if index not in drop), tuple(images)
