"""BT.709 in limited range: how RGB becomes the luma and chroma that the encoder takes."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

_KR, _KB = 0.2126, 0.0722
_KG = 1 - _KR - _KB
_LUMA = np.array([_KR, _KG, _KB])
_CB = (np.array([0.0, 0.0, 1.0]) - _LUMA) / (2 * (1 - _KB))
_CR = (np.array([1.0, 0.0, 0.0]) - _LUMA) / (2 * (1 - _KR))

# rows Y, Cb, Cr; columns R, G, B and the offset, for 8-bit full-range RGB
RGB_TO_YUV = np.column_stack(
    [
        np.vstack([_LUMA * 219 / 255, _CB * 224 / 255, _CR * 224 / 255]),
        np.array([16.0, 128.0, 128.0]),
    ]
)
_BGR_TO_YUV = RGB_TO_YUV[:, [2, 1, 0, 3]]


def yuv_of_bgr(image: Bytes) -> Bytes:
    """(h, w, 3) B, G, R → (h, w, 3) Y, Cb, Cr at full chroma resolution."""
    return np.asarray(cv2.transform(image, _BGR_TO_YUV), dtype=np.uint8)


def halved(plane: Bytes) -> Bytes:
    """A plane of even size at half its resolution: the mean of each 2×2 pixels, lying in their middle."""
    height, width = plane.shape[:2]
    return np.asarray(cv2.resize(plane, (width // 2, height // 2), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def nv12_of_bgr(image: Bytes) -> tuple[Bytes, Bytes]:
    """A picture of even size as luma (h, w) and interleaved chroma (h/2, w/2, 2), each chroma sample on the left
    pixel of its pair and between its two rows: what resampling a still comes to without motion."""
    yuv = yuv_of_bgr(image)
    return yuv[..., 0], np.asarray(cosited(yuv[..., 1:]), dtype=np.uint8)


def cosited(planes: Any) -> Any:
    """Half the resolution of planes (h, w, n) of even size, bytes or floats: each sample on the left pixel of its
    pair and between its two rows."""
    height, width = planes.shape[:2]
    rows = cv2.resize(planes, (width, height // 2), interpolation=cv2.INTER_AREA)
    return cv2.sepFilter2D(rows, -1, _COSITING, _ONE, borderType=cv2.BORDER_REPLICATE)[:, ::2]


_COSITING, _ONE = np.array([0.25, 0.5, 0.25]), np.array([1.0])
