"""How the camera moves over a still: towards what matters, away from it, or along it, never the same way in a row."""

from __future__ import annotations

from typing import Literal

from reprise.video.pictures.visuals import Camera

Liveliness = Literal["none", "calm", "lively"]

CLOSEST_PHOTO = 0.87
"""The smallest scale a photograph is seen at in a calm film: its still is made for that."""
CLOSEST_LIVELY = 0.8
"""The same in a lively film; a still for calm ones has a pixel for every pixel of the film there, too."""

_SEEN = 0.1  # the shortest way worth a move without zoom, in frame widths (or heights)
_TRAVEL = {"calm": 0.30, "lively": 0.45}  # the longest way of a view's centre, in frame widths (or heights)
_ALONG = {"calm": (0.93, 0.90), "lively": (0.88, 0.83)}  # scales of a move along the still


def card_move(number: int, closest: float, motion: Liveliness = "calm") -> tuple[Camera, Camera]:
    """A slow move straight in for even scenes, straight out for odd ones; words may stand in the still, so a lively
    film comes no closer."""
    far, near = Camera(), Camera(scale=closest)
    if motion == "none":
        return far, far
    return (far, near) if number % 2 == 0 else (near, far)


def photo_move(
    number: int, focal: tuple[float, float], size: tuple[int, int], aspect: float, motion: Liveliness = "calm"
) -> tuple[Camera, Camera]:
    """Start and end over a still of `size` pixels for a film of `aspect`; `number` is the scene's place.

    `focal` is the point that matters, as fractions of the still; it is in view at the end that is closer. Without
    motion the whole height or width is seen around it.
    """
    if motion == "none":
        still = _clamped(focal[0], focal[1], 1.0, size, aspect)
        return still, still
    near = _clamped(focal[0], focal[1], CLOSEST_PHOTO if motion == "calm" else CLOSEST_LIVELY, size, aspect)
    far = _away(near, size, aspect, _TRAVEL[motion])
    pattern = number % 4
    if pattern in (1, 3):
        return near, far
    if pattern == 2:
        # along the still at an even distance, where it is long enough to be seen moving
        first, last = _ALONG[motion]
        away, close = _clamped(far.x, far.y, first, size, aspect), _clamped(near.x, near.y, last, size, aspect)
        across, down = _window(1.0, size, aspect)
        if max(abs(away.x - close.x) / across, abs(away.y - close.y) / down) >= _SEEN:
            return away, close
    return far, near


def _away(near: Camera, size: tuple[int, int], aspect: float, travel: float) -> Camera:
    """The widest view, moved from `near` towards the side with more to see."""
    across, down = _window(1.0, size, aspect)
    side_x = 1 - across / 2 if near.x < 0.5 else across / 2
    side_y = 1 - down / 2 if near.y < 0.5 else down / 2
    reach_x, reach_y = travel * across, travel * down
    x = near.x + min(reach_x, max(-reach_x, side_x - near.x))
    y = near.y + min(reach_y, max(-reach_y, side_y - near.y))
    return _clamped(x, y, 1.0, size, aspect)


def _clamped(x: float, y: float, scale: float, size: tuple[int, int], aspect: float) -> Camera:
    """A view whose window lies inside the still."""
    across, down = _window(scale, size, aspect)
    return Camera(
        x=round(min(max(x, across / 2), 1 - across / 2), 5),
        y=round(min(max(y, down / 2), 1 - down / 2), 5),
        scale=scale,
    )


def _window(scale: float, size: tuple[int, int], aspect: float) -> tuple[float, float]:
    """A view's width and height as fractions of the still."""
    width = min(size[0], size[1] * aspect) * scale
    return width / size[0], width / aspect / size[1]
