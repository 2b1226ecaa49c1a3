"""Films of hundreds of megabytes go through the sandbox of X without standing in its memory."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from sandbox.process import SandboxProcess
from tests.sandbox.played import film

PIECE = 4 << 20
PIECES = 100


def peak(process: SandboxProcess) -> int:
    """The most memory (bytes) that the sandbox ever had."""
    assert process.pid is not None
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from Linux's /proc")
def test_a_film_of_400_megabytes_takes_less_than_150_of_memory(tmp_path: Path) -> None:
    data = film()
    total = PIECE * PIECES
    head = data + (total - len(data)).to_bytes(4, "big") + b"free"
    with (
        SandboxProcess(tmp_path) as sandbox,
        httpx.Client(
            base_url=sandbox.url_of("x"),
            headers={"Authorization": f"Bearer {sandbox.token_of('x')}"},
            trust_env=False,
            timeout=60,
        ) as http,
    ):
        body = {"media_type": "video/mp4", "total_bytes": total, "media_category": "tweet_video"}
        media_id = http.post("/2/media/upload/initialize", json=body).json()["data"]["id"]
        for number in range(PIECES):
            piece = head.ljust(PIECE, b"\0") if number == 0 else bytes(PIECE)
            answer = http.post(
                f"/2/media/upload/{media_id}/append",
                data={"segment_index": str(number)},
                files={"media": ("piece", piece, "application/octet-stream")},
            )
            assert answer.status_code == 200, answer.text
        done = http.post(f"/2/media/upload/{media_id}/finalize")
        assert done.json()["data"]["processing_info"]["state"] == "pending"
        looks = [http.get("/2/media/upload", params={"media_id": media_id, "command": "STATUS"}) for _ in range(2)]
        assert looks[-1].json()["data"]["processing_info"]["state"] == "succeeded"
        assert peak(sandbox) < 150_000_000
