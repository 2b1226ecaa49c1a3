"""The choices that the tools offer, in a module that costs nothing to import."""

from __future__ import annotations

from typing import Literal

Mode = Literal["crop", "fit"]
"""How a film gets another shape: its middle fills the frame, or all of it stands on a ground."""
Position = Literal["top-left", "top-right", "bottom-left", "bottom-right", "center"]
"""Where a watermark stands."""
LengthRule = Literal["pad", "loop", "shorten"]
"""What happens where a sound is shorter than its film: silence, the sound again, or a shorter film."""
SOUND_FILES = (".wav", ".m4a", ".mp3")
"""Sound files that are written, by suffix."""
LOUDNESS, TRUE_PEAK = -14.0, -1.0
"""What films are brought to, LUFS and dBTP: platforms turn down what is louder, and what
peaks higher may be clipped by their encoders."""
