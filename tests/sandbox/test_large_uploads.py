"""Uploads to a sandbox in its own process: a gigabyte stays out of memory, connections break, two send at once."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from sandbox.process import SandboxProcess
from tests.sandbox.played import film, padded

GIGABYTE = 1 << 30
PIECE = 16 << 20
MEMORY = 150 << 20


def whole(first: int, last: int) -> Iterator[bytes]:
    """Bytes `first` to `last` of an MP4 that is one gigabyte long by a box that players skip."""
    head = film()
    head += (GIGABYTE - len(head)).to_bytes(4, "big") + b"free"
    position = first
    while position <= last:
        size = min(1 << 20, last + 1 - position)
        yield head[position : position + size].ljust(size, b"\0")
        position += size


def peak_memory(sandbox: SandboxProcess) -> int:
    """The most that the process has held so far, in bytes."""
    assert sandbox.pid
    text = Path(f"/proc/{sandbox.pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", text)
    assert found
    return int(found.group(1)) * 1024


def put(http: httpx.Client, url: str, first: int, last: int) -> httpx.Response:
    headers = {
        "Content-Type": "video/mp4",
        "Content-Length": str(last - first + 1),
        "Content-Range": f"bytes {first}-{last}/{GIGABYTE}",
    }
    return http.put(url, content=whole(first, last), headers=headers)


def made(http: httpx.Client, sandbox: SandboxProcess, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = http.get(f"{sandbox.url}/_sandbox/{name}/posts").json()["posts"]
    return rows


def youtube_session(http: httpx.Client, sandbox: SandboxProcess, size: int) -> str:
    headers = {
        "Authorization": "Bearer sandbox-youtube",
        "X-Upload-Content-Length": str(size),
        "X-Upload-Content-Type": "video/mp4",
    }
    path = "/youtube/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status"
    body = {"snippet": {"title": "Large"}, "status": {"privacyStatus": "public"}}
    return str(http.post(f"{sandbox.url}{path}", json=body, headers=headers).headers["location"])


def tiktok_upload(http: httpx.Client, sandbox: SandboxProcess, size: int, chunk: int) -> dict[str, str]:
    source = {"source": "FILE_UPLOAD", "video_size": size, "chunk_size": chunk, "total_chunk_count": size // chunk}
    body = {"post_info": {"title": "Large", "privacy_level": "PUBLIC_TO_EVERYONE"}, "source_info": source}
    headers = {"Authorization": "Bearer sandbox-tiktok", "Content-Type": "application/json; charset=UTF-8"}
    url = f"{sandbox.url}/tiktok/v2/post/publish/video/init/"
    opened: dict[str, str] = http.post(url, content=json.dumps(body), headers=headers).json()["data"]
    return opened


def break_off(url: str, data: bytes, after: int) -> None:
    """Announce a whole piece, send `after` bytes of it, and cut the connection."""
    parts = urlsplit(url)
    head = (
        f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: video/mp4\r\n"
        f"Content-Length: {len(data)}\r\nContent-Range: bytes 0-{len(data) - 1}/{len(data)}\r\n\r\n"
    )
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as connection:
        connection.sendall(head.encode() + data[:after])


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=120) as client:
        yield client


@pytest.mark.slow
def test_a_gigabyte_for_youtube_stays_on_disk_and_goes_on_after_a_restart(tmp_path: Path, http: httpx.Client) -> None:
    half = GIGABYTE // 2
    with SandboxProcess(tmp_path, platforms=("youtube",)) as sandbox:
        session = youtube_session(http, sandbox, GIGABYTE)
        assert put(http, session, 0, half - 1).status_code == 308
        assert peak_memory(sandbox) < MEMORY
        before = sandbox.url
    with SandboxProcess(tmp_path, platforms=("youtube",)) as sandbox:
        session = session.replace(before, sandbox.url)
        asked = http.put(session, headers={"Content-Range": f"bytes */{GIGABYTE}"})
        assert asked.headers["range"] == f"bytes=0-{half - 1}"
        for first in range(half, GIGABYTE, PIECE):
            answer = put(http, session, first, first + PIECE - 1)
        assert answer.status_code == 201
        assert peak_memory(sandbox) < MEMORY
        assert [row["more"]["bytes"] for row in made(http, sandbox, "youtube")] == [GIGABYTE]


@pytest.mark.slow
def test_a_gigabyte_for_tiktok_stays_on_disk(tmp_path: Path, http: httpx.Client) -> None:
    chunk = 60_000_000
    count = GIGABYTE // chunk
    with SandboxProcess(tmp_path, platforms=("tiktok",)) as sandbox:
        url = tiktok_upload(http, sandbox, GIGABYTE, chunk)["upload_url"]
        ends = [*(chunk * number for number in range(1, count)), GIGABYTE]
        starts = [0, *ends[:-1]]
        seen = [put(http, url, first, end - 1).status_code for first, end in zip(starts, ends, strict=True)]
        assert seen == [206] * (count - 1) + [201]
        assert peak_memory(sandbox) < MEMORY
        assert [row["text"] for row in made(http, sandbox, "tiktok")] == ["Large"]


@pytest.mark.slow
def test_a_connection_that_breaks_leaves_what_each_platform_leaves(tmp_path: Path, http: httpx.Client) -> None:
    """YouTube keeps the whole 256 KiB of it; TikTok wants the chunk again."""
    data = padded(film(), 8 << 18)
    with SandboxProcess(tmp_path, platforms=("youtube", "tiktok")) as sandbox:
        session = youtube_session(http, sandbox, len(data))
        upload = tiktok_upload(http, sandbox, len(data), len(data))["upload_url"]
        for url in (session, upload):
            break_off(url, data, 7 << 17)
        give_up = time.monotonic() + 20
        while "range" not in (asked := http.put(session, headers={"Content-Range": f"bytes */{len(data)}"})).headers:
            assert time.monotonic() < give_up, "nothing was kept of the broken piece"
        assert asked.headers["range"] == f"bytes=0-{(3 << 18) - 1}"
        rest = {"Content-Range": f"bytes {3 << 18}-{len(data) - 1}/{len(data)}"}
        assert http.put(session, content=data[3 << 18 :], headers=rest).status_code == 201
        again = {"Content-Type": "video/mp4", "Content-Range": f"bytes 0-{len(data) - 1}/{len(data)}"}
        assert http.put(upload, content=data, headers=again).status_code == 201
        assert [len(made(http, sandbox, name)) for name in ("youtube", "tiktok")] == [1, 1]


@pytest.mark.slow
def test_two_that_send_the_same_at_once_make_one(tmp_path: Path, http: httpx.Client) -> None:
    data = padded(film(), 20 << 20)
    with SandboxProcess(tmp_path, platforms=("youtube", "tiktok")) as sandbox:
        for name, url, ends in (
            ("youtube", youtube_session(http, sandbox, len(data)), {200, 201}),
            ("tiktok", tiktok_upload(http, sandbox, len(data), len(data))["upload_url"], {201, 416}),
        ):
            headers = {"Content-Type": "video/mp4", "Content-Range": f"bytes 0-{len(data) - 1}/{len(data)}"}
            with ThreadPoolExecutor(4) as pool:
                sent = [pool.submit(http.put, url, content=data, headers=headers) for _ in range(4)]
                seen = [answer.result().status_code for answer in sent]
            assert set(seen) <= ends and seen.count(201) >= 1
            assert len(made(http, sandbox, name)) == 1
