"""The helper process in which espeak-ng says one text. Standard library only; started by `espeak.py`, never imported.

The request is JSON on standard input; the answer is one JSON line, followed by 16-bit mono samples. What espeak-ng
said before changes the sound of what it says next, so each text gets a process of its own.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from typing import Any

SYNCHRONOUS, DO_NOT_EXIT, UTF8 = 2, 0x8000, 1
RATE, VOLUME, PITCH, RANGE, WORD_GAP = 1, 2, 3, 4, 7
LIST_END, WORD, CLAUSE_END = 0, 1, 5


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique", ctypes.c_uint),
        ("position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("milliseconds", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user", ctypes.c_void_p),
        ("id", _Id),
    ]


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class Espeak:
    """The library, opened for one text."""

    def __init__(self, library: str, data: str) -> None:
        self._library = ctypes.CDLL(library)
        self.rate = self._library.espeak_Initialize(SYNCHRONOUS, 200, data.encode(), DO_NOT_EXIT)
        if self.rate <= 0:
            raise OSError(f"espeak-ng did not start from {data}")
        self._library.espeak_ng_SetRandSeed(1)  # breath is noise; it should be the same noise every time
        self._library.espeak_Info.restype = ctypes.c_char_p
        self.version = self._library.espeak_Info(None).decode()
        self._sound: list[bytes] = []
        self._events: list[tuple[int, int, int]] = []
        self._callback = _Callback(self._receive)
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        if self._library.espeak_SetVoiceByName(request["voice"].encode()) != 0:
            return {"error": "voice"}, b""
        for parameter, value in ((RATE, "rate"), (PITCH, "pitch"), (RANGE, "range"), (WORD_GAP, "gap")):
            self._library.espeak_SetParameter(parameter, request[value], 0)
        self._library.espeak_SetParameter(VOLUME, 80, 0)
        text = request["text"].encode() + b"\0"
        failed = self._library.espeak_Synth(text, len(text), 0, 1, 0, UTF8, None, None)
        if failed:
            return {"error": f"status {failed}"}, b""
        self._library.espeak_Synchronize()
        sound = b"".join(self._sound)
        return {"rate": self.rate, "events": self._events}, sound

    def _receive(self, samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            self._sound.append(ctypes.string_at(samples, count * 2))
        number = 0
        while events[number].type != LIST_END:
            event = events[number]
            if event.type in {WORD, CLAUSE_END}:
                self._events.append((event.type, event.position, event.sample))
            number += 1
        return 0


def main() -> None:
    library, data = sys.argv[1:3]
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the library prints must not mix with the answer
    request = json.load(sys.stdin)
    espeak = Espeak(library, data)
    answer, sound = espeak.speak(request) if request else ({}, b"")
    answers.write(json.dumps({**answer, "version": espeak.version}).encode() + b"\n" + sound)
    answers.close()


if __name__ == "__main__":
    main()
