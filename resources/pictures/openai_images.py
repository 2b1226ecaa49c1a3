"""Pictures by OpenAI's GPT image models, through its SDK."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from reprise.models.buying import Answered, Order, Slip
from reprise.models.failures import ModelError
from reprise.models.used import Used
from reprise.video.pictures.wishes import Wish
from resources.models.text.base import tokens
from resources.models.text.openai_sdk import failures, open_client
from resources.pictures.base import Bench, content, size_of
from resources.pictures.checked import checked_picture

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types import ImagesResponse

LICENCE = "generated; OpenAI's terms assign it to its customer"
_QUALITY: Final = "medium"
_FREE_SIZE = re.compile(r"gpt-image-2\b|gpt-image-2[.-]")
"""Models that draw any size of multiples of 16; the others know three."""
_PIXELS = 1_250_000
"""Enough for a phone; the price goes by them."""
_THREE = {"portrait": (1024, 1536), "square": (1024, 1024), "landscape": (1536, 1024)}
_TOKENS_A_MEGAPIXEL = 1_300
"""Tokens that a million pixels of medium quality take at most (1,584 for 1024 × 1536 of the first models)."""
_LONGEST = 32_000


class OpenAIPainter:
    """Draws with one model. A picture whose answer was lost cannot be fetched: the API keeps none."""

    service = "OpenAI"

    def __init__(self, bench: Bench) -> None:
        self._endpoint = bench.endpoint
        self.model = bench.endpoint.model

    @cached_property
    def _client(self) -> OpenAI:
        return open_client(self._endpoint)

    def order(self, wish: Wish, variant: int) -> Order:
        size = self._size(wish)
        reads, draws = tokens(wish.prompt), round(size[0] * size[1] / 1e6 * _TOKENS_A_MEGAPIXEL)
        return Order(
            task="picture",
            model=self.model,
            content=content(wish, size, variant, quality=_QUALITY),
            at_most=Used(input_tokens=reads * 2, output_tokens=draws * 2, images=1),
            expected=Used(input_tokens=reads, output_tokens=draws, images=1),
        )

    def send(self, wish: Wish, variant: int, slip: Slip) -> Answered:
        del variant, slip
        width, height = self._size(wish)
        with failures(self._endpoint):
            answer = self._client.images.generate(
                model=self.model,
                prompt=wish.prompt[:_LONGEST],
                size="{}x{}".format(width, height),  # noqa: UP032  # a platform is called as the letter between
                quality=_QUALITY,
                output_format="jpeg",
                output_compression=92,
                background="opaque",
                moderation="auto",
                n=1,
            )
        used = _used(answer)
        return checked_picture(_data(answer, used, self._endpoint.name), used, where=self._endpoint.name)

    def resume(self, call: str, handle: Mapping[str, Any]) -> Answered | None:
        del call, handle
        return None

    def _size(self, wish: Wish) -> tuple[int, int]:
        return size_of(wish, 16, _PIXELS) if _FREE_SIZE.search(self.model) else _THREE[wish.shape]


def _data(answer: ImagesResponse, used: Used, name: str) -> bytes:
    try:
        assert answer.data
        return base64.b64decode(answer.data[0].b64_json or "", validate=True)
    except (AssertionError, binascii.Error, ValueError, TypeError, AttributeError):
        raise ModelError(
            "The answer holds no picture.", kind="malformed", where=name, charged=True, used=used
        ) from None


def _used(answer: ImagesResponse) -> Used:
    told = getattr(answer, "usage", None)
    if told is None:
        return Used(images=1)
    return Used(input_tokens=int(told.input_tokens or 0), output_tokens=int(told.output_tokens or 0), images=1)
