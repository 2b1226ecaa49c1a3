"""Which language an article is written in."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_CODE = re.compile(r"^([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}))?(?:[-_.@].*)?$")
_ENOUGH = 60
_SAMPLE = 5_000
_SURE = 0.9


def language_code(value: Any) -> str | None:
    """`de`, `pt-BR` from what metadata says (`pt_br`, `zh-Hans-CN`); None for anything else."""
    match = _CODE.match(value.strip()) if isinstance(value, str) else None
    if not match or match[1].lower() in ("und", "mul", "zxx"):
        return None
    return match[1].lower() + (f"-{match[3].upper()}" if match[3] else "")


def detect(text: str) -> str | None:
    """The language of a text of some length; None where it is not sure."""
    sample = text[:_SAMPLE]
    if len(sample) < _ENOUGH and not re.search(r"[^\W\d_a-zA-ZÀ-ɏ]{10}", sample):
        return None
    code, probability = _identifier().classify(sample)
    return str(code) if probability >= _SURE else None


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
