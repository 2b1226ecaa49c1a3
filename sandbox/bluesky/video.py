"""The video service: a film is sent whole, processed over a few looks, and ends as a blob of the account.

Its answers to uploadVideo are bare job statuses, where the lexicon promises them in an object (bluesky-social/atproto
issues 3026 and 3097); a film that was processed before is answered with 409 and its old job.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from datetime import timedelta
from typing import Any

from sandbox.bluesky.calls import Call
from sandbox.bluesky.names import blob_cid
from sandbox.bluesky.problems import XrpcProblem
from sandbox.bluesky.state import blob_ref
from sandbox.media_facts import Unreadable, video_facts

MAX_BYTES = 300_000_000  # app.bsky.embed.video
DAILY_VIDEOS, DAILY_BYTES = 25, 10_000_000_000  # the service's own limits are not documented; these are the app's words
_DONE, _FAILED = "JOB_STATE_COMPLETED", "JOB_STATE_FAILED"


class Answered(Exception):
    """A job status with the HTTP status it goes with."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status = status
        self.body = body
        super().__init__(body.get("error"))


def upload(call: Call) -> dict[str, Any]:
    """uploadVideo?did=&name=, the body being the film."""
    assert call.file is not None
    did = call.account.did
    if call.params.get("did") != did:
        raise _refused(401, did, "unauthorized", "did does not match the token")
    if not call.params.get("name"):
        raise _refused(400, did, "missing_name", "name is required")
    if call.file.stat().st_size > MAX_BYTES:
        raise _refused(400, did, "file_too_large", f"The video is larger than {MAX_BYTES} bytes")
    if not _limits(call)["canUpload"]:
        raise _refused(429, did, "daily_limit", "You have reached the limit of videos for today")
    with call.file.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    again = call.state.database.rows(
        "SELECT * FROM jobs WHERE did = ? AND source = ? AND problem IS NULL", did, digest.hex()
    )
    if again:
        status = _status(again[0]) | {"error": "already_exists", "message": "Video already processed"}
        raise Answered(409, {name: value for name, value in status.items() if name != "blob"})
    status = _status(_begin(call, did, digest))
    return {"jobStatus": status} if call.state.orders.take("upload") else status


def job_status(call: Call) -> dict[str, Any]:
    """getJobStatus: encoding at the first look, done at the second."""
    with call.state.database.change() as db:
        db.execute("UPDATE jobs SET looks = looks + 1 WHERE id = ?", (call.params["jobId"],))
        row = db.execute("SELECT * FROM jobs WHERE id = ?", (call.params["jobId"],)).fetchone()
    if row is None:
        raise XrpcProblem(400, "InvalidRequest", "job not found")
    return {"jobStatus": _status(row)}


def limits(call: Call) -> dict[str, Any]:
    return _limits(call)


def _limits(call: Call) -> dict[str, Any]:
    since = (call.now - timedelta(days=1)).timestamp()
    rows = call.state.database.rows("SELECT size FROM jobs WHERE did = ? AND created_at > ?", call.account.did, since)
    videos, size = DAILY_VIDEOS - len(rows), DAILY_BYTES - sum(row["size"] for row in rows)
    can = videos > 0 and size > 0
    answer = {"canUpload": can, "remainingDailyVideos": max(0, videos), "remainingDailyBytes": max(0, size)}
    return answer | ({} if can else {"error": "daily_limit", "message": "The limit of today is reached"})


def _begin(call: Call, did: str, digest: bytes) -> sqlite3.Row:
    assert call.file is not None
    size, cid = call.file.stat().st_size, blob_cid(digest)
    problem = "encoding_failure" if call.state.orders.take("processing") else None
    try:
        if not video_facts(call.file).mime.startswith("video/"):
            problem = "validation_failure"
    except Unreadable:
        problem = "validation_failure"
    call.state.keep_blob(did, cid, "video/mp4", call.file)
    job = (secrets.token_hex(10), did, digest.hex(), cid, size, 0, problem, call.now.timestamp())
    with call.state.database.change() as db:
        db.execute("INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?)", job)
        made: sqlite3.Row = db.execute("SELECT * FROM jobs WHERE id = ?", (job[0],)).fetchone()
    return made


def _status(job: sqlite3.Row) -> dict[str, Any]:
    answer: dict[str, Any] = {"jobId": job["id"], "did": job["did"]}
    if job["looks"] == 0:
        return answer | {"state": "JOB_STATE_CREATED"}
    if job["looks"] == 1:
        return answer | {"state": "JOB_STATE_ENCODING", "progress": 50}
    if job["problem"]:
        words = {"error": f"video processing error for job: {job['id']}", "failureCode": job["problem"]}
        return answer | {"state": _FAILED, **words, "message": "Failed to process video"}
    return answer | {"state": _DONE, "progress": 100, "blob": blob_ref(job["cid"], "video/mp4", job["size"])}


def _refused(status: int, did: str, error: str, message: str) -> Answered:
    return Answered(status, {"jobStatus": {"did": did, "error": error, "message": message, "jobId": "", "state": ""}})
