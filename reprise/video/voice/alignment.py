"""When each word of a spoken line is said, found from its sound, for voices that do not tell.

With a reference (the same words by a voice that does tell, in whatever timbre and tempo) the sound is matched to it
frame by frame; without one, stretches of speech are matched to the words by their expected lengths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Protocol

import numpy as np
import regex
from numpy.typing import NDArray
from scipy import fft, ndimage, signal

from reprise.errors import RepriseError
from reprise.video.sound.files import RATE, Samples, read_wav
from reprise.video.voice.speech import Utterance
from reprise.video.voice.voiceover import Voice, Word

VERSION = 1
HOP = 0.01
"""Seconds from frame to frame."""
_RATE, _WINDOW, _BANDS, _CEPSTRA = 16_000, 400, 28, 10
_Array = NDArray[np.float32]
_PAUSE = regex.compile(r"[.!?…:;,–—。、，！？；：؟،।][\p{P}\s]*$")
_VOWELS = regex.compile(r"[aeiouyäöüàáâãåæèéêëìíîïòóôõøœùúûýąęėįųůőűаеёиоуыэюяєіїαεηιουωάέήίόύώ]+", regex.I)
_SYLLABIC = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]")


class Aligner(Protocol):
    """Finds the times of words in a sound. `signature` is all that changes its answer."""

    @property
    def signature(self) -> str: ...

    def align(self, samples: Samples, utterance: Utterance, language: str) -> tuple[Word, ...]:
        """The utterance's words, as written, in seconds of mono samples at 48 kHz."""
        ...


class ReferenceAligner:
    """Compares the sound with the same words by voices that tell their times; by energy where these cannot speak.

    Several voices of different timbre are asked, and each word begins at the median of what they say.
    """

    def __init__(self, voices: Sequence[Voice]) -> None:
        self._voices = tuple(voices)
        self._rendered: dict[tuple[str, Utterance, str], tuple[Samples, tuple[Word, ...] | None]] = {}

    @property
    def signature(self) -> str:
        return f"reference {VERSION}: " + "; ".join(voice.signature for voice in self._voices)

    def speaks(self, utterance: Utterance, language: str) -> bool:
        """Whether one of the voices can say this."""
        for voice in self._voices:
            try:
                return bool(self._rendering(voice, utterance, language)[1])
            except RepriseError:
                continue
        return False

    def _rendering(self, voice: Voice, utterance: Utterance, language: str) -> tuple[Samples, tuple[Word, ...] | None]:
        """A reference's sound and times; those of the last line are kept."""
        key = (voice.signature, utterance, language)
        if key not in self._rendered:
            if len(self._rendered) >= len(self._voices):
                self._rendered.clear()
            data, timed = voice.speak(utterance, language)
            self._rendered[key] = read_wav(data), timed
        return self._rendered[key]

    def align(self, samples: Samples, utterance: Utterance, language: str) -> tuple[Word, ...]:
        found = []
        for voice in self._voices:
            try:
                reference, timed = self._rendering(voice, utterance, language)
            except RepriseError:
                continue
            if timed and len(timed) == len(utterance.words):
                found.append(by_reference(samples, utterance, reference, timed))
        if not found:
            return by_energy(samples, utterance)
        starts = np.median([[word.start for word in words] for words in found], axis=0)
        ends = np.median([[word.end for word in words] for words in found], axis=0)
        return _words(utterance, starts, ends, len(samples) / RATE)


class EnergyAligner:
    """Needs nothing but the sound and the text."""

    signature = f"energy {VERSION}"

    def align(self, samples: Samples, utterance: Utterance, language: str) -> tuple[Word, ...]:
        del language
        return by_energy(samples, utterance)


@dataclass(frozen=True)
class Activity:
    """Where something is said: each frame's decibels, the level above which it counts, and the decision, shape (n,)."""

    decibels: _Array
    threshold: float
    speaking: NDArray[np.bool_]
    clear: bool = True
    """Whether speech stands so far out of the noise that its beginnings can be heard."""

    def stretches(self) -> list[tuple[int, int]]:
        """Runs of frames [first, last) that speak."""
        edges = np.flatnonzero(np.diff(np.concatenate(([0], self.speaking.astype(np.int8), [0]))))
        return [(int(first), int(last)) for first, last in zip(edges[::2], edges[1::2], strict=True)]


def activity(samples: Samples) -> Activity:
    """Speech told from silence by its level, above whatever noise there is. Gaps under 40 ms are no pauses."""
    return _activity(_frames(_mono_16k(samples)))


def by_reference(samples: Samples, utterance: Utterance, reference: Samples, timed: Sequence[Word]) -> tuple[Word, ...]:
    """Word times in `samples` from a rendering of the same words whose times are known.

    A hidden Markov chain runs through the reference's frames word by word, with a pause that may last or be left out
    between any two words; the most probable way through the sound says when each word begins.
    """
    if not timed or len(timed) != len(utterance.words):
        return by_energy(samples, utterance)
    frames, other = _frames(_mono_16k(samples)), _frames(_mono_16k(reference))
    active, active_there = _activity(frames), _activity(other)
    floor = np.maximum(_floor(frames, active), _floor(other, active_there))
    spoken, known = _features(frames, active, floor), _features(other, active_there, floor)
    chain = _Chain.of(known, timed, [_pause_after(word.text) for word in timed], int(active.speaking.sum()))
    path = chain.way(spoken, _silence_cost(active))
    return _times(chain.word[path], utterance, active, len(samples) / RATE)


def by_energy(samples: Samples, utterance: Utterance) -> tuple[Word, ...]:
    """Word times from pauses and expected lengths alone.

    Stretches of speech get consecutive words so that every stretch is about as long as its words should be, and
    stretches end where the text has a stop.
    """
    seconds = len(samples) / RATE
    active = activity(samples)
    stretches = _spoken_together(active.stretches()) or [(0, max(1, len(active.decibels)))]
    lengths = np.array([_expected(utterance.text[word.start : word.end]) for word in utterance.words])
    stops = [_pause_after(word.text) for word in utterance.words]
    starts = np.zeros(len(lengths))
    ends = np.zeros(len(lengths))
    for (first, last), (begin, end) in zip(stretches, _shares(stretches, lengths, stops), strict=True):
        if begin == end:
            continue
        shares = np.concatenate(([0.0], np.cumsum(lengths[begin:end]))) / lengths[begin:end].sum()
        places = (first + shares * (last - first)) * HOP
        starts[begin:end], ends[begin:end] = places[:-1], places[1:]
    return _words(utterance, starts, ends, seconds)


def _spoken_together(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches with the short gaps that every p, t and k makes closed."""
    joined: list[tuple[int, int]] = []
    for first, last in stretches:
        if joined and first - joined[-1][1] < _BREATH:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _shares(stretches: list[tuple[int, int]], lengths: _Array, stops: list[bool]) -> list[tuple[int, int]]:
    """Which words [begin, end) each stretch says: least squared misfit of lengths, pauses rather at stops."""
    count = len(lengths)
    total = np.concatenate(([0.0], np.cumsum(lengths)))
    whole = sum(last - first for first, last in stretches)
    ends_well = np.array([0.0, *(0.0 if stop else 2.5 for stop in stops)])
    ends_well[-1] = 0.0
    best = np.full(count + 1, np.inf)
    best[0] = 0.0
    back: list[NDArray[np.intp]] = []
    for first, last in stretches:
        wanted = (last - first) / whole * total[-1]
        said = total[None, :] - total[:, None]  # [begin, end]
        misfit = (said - wanted) ** 2 / (wanted + 1.0)
        misfit[said < 0] = np.inf
        costs = best[:, None] + misfit + ends_well[None, :]
        costs[np.arange(count + 1), np.arange(count + 1)] += 2.0  # a stretch that says nothing is a breath or a click
        choice = np.argmin(costs, axis=0)
        best = costs[choice, np.arange(count + 1)]
        back.append(choice)
    shares, end = [], count
    for choice in reversed(back):
        begin = int(choice[end])
        shares.append((begin, end))
        end = begin
    return shares[::-1]


def _expected(said: str) -> float:
    """About how long this is to say, in syllables; a consonant counts a little, a digit is a word of its own."""
    syllables = len(_VOWELS.findall(said)) + len(_SYLLABIC.findall(said)) + 1.6 * sum(map(str.isdecimal, said))
    letters = sum(map(str.isalpha, said))
    return max(0.6, 0.75 * syllables + 0.14 * letters)


def _pause_after(written: str) -> bool:
    return _PAUSE.search(written) is not None


@dataclass(frozen=True)
class _Chain:
    """The states of the words' chain: features (n, d), the word of each (−1 for pauses), and what moving costs."""

    features: _Array
    word: NDArray[np.intp]
    step: _Array
    leap: _Array
    jump: _Array
    pause: NDArray[np.bool_]

    @classmethod
    def of(cls, known: _Array, timed: Sequence[Word], stops: list[bool], length: int) -> _Chain:
        """Words' frames from the reference, stretched to `length` frames in all, with a pause around each word."""
        bounds = [(word.start / HOP, max(word.end, word.start + 2 * HOP) / HOP) for word in timed]
        bounds = [(a, min(b, c)) for (a, b), (c, _) in pairwise([*bounds, (np.inf, np.inf)])]
        ratio = length / max(1.0, sum(end - start for start, end in bounds))
        ratio = float(np.clip(ratio, 0.4, 2.5))
        rows, words, entry = [np.zeros(known.shape[1], np.float32)], [-1], [0.0]
        for number, (start, end) in enumerate(bounds):
            count = max(3, round((end - start) * ratio))
            places = np.clip(start + (np.arange(count) + 0.5) * (end - start) / count - 0.5, 0, len(known) - 1)
            low = np.floor(places).astype(int)
            high = np.minimum(low + 1, len(known) - 1)
            part = (places - low)[:, None].astype(np.float32)
            rows += list(known[low] * (1 - part) + known[high] * part)
            words += [number] * count
            entry += [0.0] * count
            rows.append(np.zeros(known.shape[1], np.float32))
            words.append(-1)
            entry.append(0.0 if stops[number] else _UNEXPECTED_PAUSE)
        word = np.array(words)
        pause = word < 0
        step = np.array(entry, np.float32)
        before, before_that = np.roll(pause, 1), np.roll(pause, 2)
        leap = np.where(before, 0.0, _SKIP).astype(np.float32)  # passes over one state
        jump = np.where(before | before_that, _SKIP, np.inf).astype(np.float32)  # over a pause and a frame
        leap += np.where(pause, step, 0)
        jump += np.where(pause, step, 0)
        return cls(np.array(rows, np.float32), word, step, leap, jump, pause)

    def way(self, spoken: _Array, silence: _Array) -> NDArray[np.intp]:
        """The state of each frame on the cheapest way from the first pause (or word) to the last."""
        count, states = len(spoken), len(self.word)
        stay = np.where(self.pause, 0.0, _STAY).astype(np.float32)
        best = np.full(states, np.inf, np.float32)
        moves = np.zeros((count, states), np.uint8)
        square = (self.features**2).sum(axis=1)
        options = np.full((4, states), np.inf, np.float32)
        for begin in range(0, count, 256):
            block = spoken[begin : begin + 256]
            local = ((block**2).sum(axis=1)[:, None] + square - 2 * block @ self.features.T) / block.shape[1]
            local[:, self.pause] = silence[begin : begin + 256, None]
            for row in range(len(block)):
                if begin + row == 0:
                    best[:2] = local[0, :2]
                    continue
                options[0] = best + stay
                options[1, 1:] = best[:-1] + self.step[1:]
                options[2, 2:] = best[:-2] + self.leap[2:]
                options[3, 3:] = best[:-3] + self.jump[3:]
                move = np.argmin(options, axis=0)
                moves[begin + row] = move
                best = np.take_along_axis(options, move[None], 0)[0] + local[row]
        state = states - 1 if best[-1] <= best[-2] else states - 2
        path = np.zeros(count, np.intp)
        for frame in range(count - 1, -1, -1):
            path[frame] = state
            state -= int(moves[frame, state])
        return path


_NEAR, _BREATH = 8, 14  # frames
_CLEAR = 24.0  # decibels
_LATER = 0.008  # seconds: within speech a frame looks ahead by half its window
_STAY, _SKIP, _UNEXPECTED_PAUSE = 0.5, 1.0, 2.0


def _silence_cost(active: Activity) -> _Array:
    """What it costs to take a frame for a pause: little below the threshold, much above."""
    above = (active.decibels - active.threshold) / 6.0
    cost: _Array = np.clip(0.45 + above, 0.25, 4.0).astype(np.float32)
    return cost


def _times(numbers: NDArray[np.intp], utterance: Utterance, active: Activity, seconds: float) -> tuple[Word, ...]:
    """Words from the word that each frame belongs to (−1: none)."""
    count = len(utterance.words)
    starts, ends = np.full(count, np.nan), np.full(count, np.nan)
    for number in range(count):
        found = np.flatnonzero(numbers == number)
        if len(found):
            first, last = int(found[0]), int(found[-1]) + 1
            after_pause = active.clear and (first == 0 or numbers[first - 1] < 0)
            starts[number] = _onset(active, first, last) * HOP if after_pause else first * HOP + _LATER * active.clear
            ends[number] = last * HOP
    missing = np.isnan(starts)
    if missing.all():
        return by_energy(np.zeros(round(seconds * RATE), np.float32), utterance)
    places = np.arange(count)
    starts[missing] = np.interp(places[missing], places[~missing], starts[~missing])
    ends[missing] = starts[missing]
    return _words(utterance, starts, ends, seconds)


def _onset(active: Activity, first: int, last: int) -> int:
    """The frame at which sound begins, for a word that follows a pause."""
    least = max(0, first - _NEAR)
    if active.speaking[first]:
        quiet = np.flatnonzero(~active.speaking[least:first])
        return least + int(quiet[-1]) + 1 if len(quiet) else first  # within speech the chain knows better
    sounding = np.flatnonzero(active.speaking[first:last])
    return first + int(sounding[0]) if len(sounding) else first


def _words(
    utterance: Utterance, starts: NDArray[np.floating], ends: NDArray[np.floating], seconds: float
) -> tuple[Word, ...]:
    """Words in order, none before the one before it, each at least a moment long."""
    least = min(0.01, seconds / (len(starts) + 1))
    words, place = [], 0.0
    for number, word in enumerate(utterance.words):
        latest = max(0.0, seconds - least * (len(starts) - number))
        start = min(max(float(starts[number]), place), latest)
        following = float(starts[number + 1]) if number + 1 < len(starts) else seconds
        end = min(max(float(ends[number]), start + least), max(following, start + least), seconds)
        words.append(Word(text=word.text, start=round(start, 4), end=round(end, 4)))
        place = start + least
    return tuple(words)


def _mono_16k(samples: Samples) -> _Array:
    mono = samples.mean(axis=1) if samples.ndim > 1 else samples
    slow: _Array = signal.resample_poly(mono.astype(np.float32), 1, RATE // _RATE)
    return slow


def _frames(samples: _Array) -> _Array:
    """Log mel powers, shape (frames, bands); frame n is centred on n · HOP seconds."""
    hop = round(HOP * _RATE)
    padded = np.pad(samples, (_WINDOW // 2, _WINDOW + hop))
    count = len(samples) // hop + 1
    rows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::hop][:count]
    power = np.abs(fft.rfft(rows * signal.windows.hann(_WINDOW).astype(np.float32), 512, axis=1)) ** 2
    mel: _Array = (power @ _mel().T).astype(np.float32)
    decibels: _Array = 10 * np.log10(mel + np.float32(1e-7))
    return decibels


@cache
def _mel() -> _Array:
    """Triangular filters from 100 to 7000 Hz, shape (bands, bins)."""
    top, bottom = 2595 * np.log10(1 + 7000 / 700), 2595 * np.log10(1 + 100 / 700)
    corners = 700 * (10 ** (np.linspace(bottom, top, _BANDS + 2) / 2595) - 1)
    bins = np.arange(257) * _RATE / 512
    rising = (bins - corners[:-2, None]) / (corners[1:-1] - corners[:-2])[:, None]
    falling = (corners[2:, None] - bins) / (corners[2:] - corners[1:-1])[:, None]
    filters: _Array = np.clip(np.minimum(rising, falling), 0, None).astype(np.float32)
    return filters


def _activity(mel: _Array) -> Activity:
    decibels = 10 * np.log10((10 ** (mel / 10)).sum(axis=1))
    loud, floor = np.percentile(decibels, 95), np.percentile(decibels, 5)
    threshold = float(min(max(floor + 8, loud - 36), loud - 14))
    speaking = decibels > threshold
    speaking = ndimage.binary_closing(np.pad(speaking, 4), np.ones(4))[4:-4]
    speaking = ndimage.binary_opening(speaking, np.ones(3))
    if not speaking.any():
        speaking = decibels >= loud
    return Activity(decibels.astype(np.float32), threshold, speaking, bool(loud - floor > _CLEAR))


def _floor(mel: _Array, active: Activity) -> _Array:
    """How far under its mean while speaking each band can be heard at all, shape (bands,)."""
    lowest = np.maximum(np.percentile(mel, 5, axis=0) + 3, mel.max(axis=0) - 45)
    floor: _Array = (lowest - mel[active.speaking].mean(axis=0)).astype(np.float32)
    return floor


def _features(mel: _Array, active: Activity, floor: _Array) -> _Array:
    """Cepstra and the level with their slopes, in units of their spread over the speaking frames.

    What lies under the higher noise of the two sounds is taken from both. The weights are those that placed the words
    of a neural voice best (docs/voices.md).
    """
    clean = np.maximum(mel, mel[active.speaking].mean(axis=0) + floor)
    cepstra = fft.dct(clean, axis=1, norm="ortho")[:, 1 : _CEPSTRA + 1]
    level = np.clip(active.decibels - active.threshold, -6, 40)[:, None]
    still = np.concatenate([cepstra, level], axis=1)
    slopes = signal.savgol_filter(still, 5, 1, deriv=1, axis=0, mode="nearest")
    whole = np.concatenate([still, slopes], axis=1)
    spoken = whole[active.speaking]
    scaled = (whole - spoken.mean(axis=0)) / (spoken.std(axis=0) + 1e-3)
    weights = np.concatenate([np.ones(_CEPSTRA), [2.0], np.full(_CEPSTRA + 1, 1.5)])
    weighted: _Array = (scaled * weights * np.sqrt(len(weights) / (weights**2).sum())).astype(np.float32)
    return weighted
