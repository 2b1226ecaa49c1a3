"""Speech at another tempo in the same voice, for voices that cannot do it, or not as far as a site wants."""

from __future__ import annotations

import numpy as np
from scipy import signal

from reprise.video.sound.files import RATE, Samples


def faster(samples: Samples, speed: float) -> Samples:
    """The same voice at another tempo, by overlapping and adding pieces where they fit (WSOLA)."""
    if abs(speed - 1) < 0.01:
        return samples
    frame, search = round(0.04 * RATE), round(0.012 * RATE)
    hop = frame // 2
    window = signal.windows.hann(frame, sym=False).astype(np.float32)
    count = int(len(samples) / speed / hop)
    padded = np.pad(samples, (search, 2 * frame + search))
    made = np.zeros(count * hop + frame, np.float32)
    wanted = padded[search : search + frame]
    for number in range(count):
        place = round(number * hop * speed) + search
        if place + frame + search > len(padded):
            break
        area = padded[place - search : place + frame + search]
        fit = signal.correlate(area, wanted, mode="valid", method="fft")
        best = place - search + int(np.argmax(fit))
        made[number * hop : number * hop + frame] += padded[best : best + frame] * window
        wanted = padded[best + hop : best + hop + frame]
    return made
