"""Bytes to text: what the file says it is, what it looks like, and a clear error when it is neither."""

from __future__ import annotations

import codecs
import re

from bs4.dammit import UnicodeDammit

from reprise.errors import BadInput

MAX_BYTES = 10_000_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SAMPLE = 100_000


def decode(data: bytes, *, where: str, declared: str | None = None, is_html: bool = False) -> str:
    """The text of a file or an answer, with line ends as `\\n`.

    Args:
        where: the article, for the error.
        declared: the charset its transport names, trusted before guessing.
        is_html: look for a charset in the document itself.

    Raises `BadInput` for more than 10 MB and for bytes that are no text.
    """
    if len(data) > MAX_BYTES:
        raise BadInput(
            f"It has {len(data) / 1e6:.1f} MB; articles have at most {MAX_BYTES / 1e6:g}.",
            where=where,
            remedy="Split the article, or move embedded pictures out of it.",
        )
    text = _decode(data, declared, is_html)
    sample = text[:_SAMPLE] if text is not None else ""
    if text is None or len(_CONTROL.findall(sample)) > len(sample) / 100 or sample.count("�") > 5 + len(sample) / 100:
        raise BadInput("Its bytes are no text in any known encoding.", where=where, remedy="Save the file as UTF-8.")
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _decode(data: bytes, declared: str | None, is_html: bool) -> str | None:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if b"\x00" in data[:_SAMPLE]:
        return None
    known = [declared] if declared else []
    text = UnicodeDammit(data, known_definite_encodings=known, is_html=is_html).unicode_markup
    return text if isinstance(text, str) else None
