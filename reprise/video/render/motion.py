"""Where the camera looks in every frame: the ideal path that the resampling follows."""

from __future__ import annotations

from dataclasses import dataclass

from reprise.video.film import Motion, View

_RAMP = 0.22  # share of a scene in which the camera speeds up, and again slows down


@dataclass(frozen=True)
class Window:
    """The part of a still that fills the frame, in the still's pixels: left and top edge, width and height."""

    left: float
    top: float
    width: float
    height: float


def eased(progress: float) -> float:
    """A trapezium of speed: rest, a soft start, an even pace, a soft stop. Maps 0–1 onto 0–1."""
    u = min(1.0, max(0.0, progress))
    top_speed = 1 / (1 - _RAMP)
    if u < _RAMP:
        return top_speed * u * u / (2 * _RAMP)
    if u > 1 - _RAMP:
        rest = 1 - u
        return 1 - top_speed * rest * rest / (2 * _RAMP)
    return top_speed * (u - _RAMP / 2)


def window_of(view: View, still: tuple[int, int], aspect: float) -> Window:
    """The window of a view on a still of (width, height) pixels, moved inside the still where it would stick out."""
    still_width, still_height = still
    width = min(still_width, still_height * aspect) * min(1.0, view.scale)
    height = width / aspect
    left = min(max(0.0, view.x * still_width - width / 2), still_width - width)
    top = min(max(0.0, view.y * still_height - height / 2), still_height - height)
    return Window(left, top, width, height)


class Path:
    """The windows of a motion over `frames` frames. Start, end and all between lie on straight lines."""

    def __init__(self, motion: Motion, still: tuple[int, int], aspect: float, frames: int) -> None:
        self.start = window_of(motion.start, still, aspect)
        self.end = window_of(motion.end, still, aspect)
        self.frames = frames

    def at(self, frame: int) -> Window:
        """The window of a frame, counted from the scene's first."""
        part = eased(frame / max(1, self.frames - 1))
        return Window(
            self.start.left + (self.end.left - self.start.left) * part,
            self.start.top + (self.end.top - self.start.top) * part,
            self.start.width + (self.end.width - self.start.width) * part,
            self.start.height + (self.end.height - self.start.height) * part,
        )
