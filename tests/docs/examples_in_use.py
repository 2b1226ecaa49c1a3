"""Uses the examples of CONTRIBUTING.md as an installation would; run inside a copy of the project that has them.

Prints what happened as JSON for the test that looks at it.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pyarrow.parquet
from markdown_it import MarkdownIt

import reprise
from reprise.video.voice.voiceover import Voiceover
from tests.installation import KETTLES, LAMPS, MONDAY, SITE, Installation, failures

SETTINGS = """
name: The Demo
url: https://example.org/
timezone: Europe/Berlin
source: {type: lines, path: articles.jsonl}
platforms: {threads: {target: live}}
films: {voice: hum, presets: [pinterest_pin], seconds: 40}
"""
REFUSED = "no such thing"


class Threads(BaseHTTPRequestHandler):
    """Threads' API as far as the example goes."""

    containers: list[str] = []
    posted: list[dict[str, Any]] = []

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        if self.headers["Authorization"] != "Bearer let-me-in":
            self._answer(401, {"error": {"code": 190, "message": "Invalid token"}})
        elif self.path.endswith("/threads") and REFUSED in form["text"]:
            self._answer(400, {"error": {"code": 100, "message": "Param text is wrong"}})
        elif self.path.endswith("/threads"):
            self.containers.append(form["text"])
            self._answer(200, {"id": f"c{len(self.containers)}"})
        else:
            self.posted.append({"text": self.containers[int(form["creation_id"][1:]) - 1]})
            self._answer(200, {"id": str(len(self.posted))})

    def do_GET(self) -> None:
        if "insights" in self.path:
            counts = {"views": 90, "likes": 5, "replies": 2, "reposts": 1}
            self._answer(200, {"data": [{"name": name, "values": [{"value": n}]} for name, n in counts.items()]})
        elif "/c" in self.path:
            self._answer(200, {"status": "FINISHED"})
        else:
            self._answer(200, {"permalink": f"https://example.org/@demo/{len(self.posted)}"})

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def _answer(self, status: int, content: object) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class Trial(Installation):
    """An installation whose site uses the examples."""

    def configure(self, settings: str) -> None:
        (self.settings.sites / f"{SITE}.yaml").write_text(SETTINGS, encoding="utf-8")
        lines = [_line(number, text) for number, text in enumerate((KETTLES, LAMPS))]
        (self.settings.sites / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")


def _line(number: int, text: str) -> str:
    _, front, body = text.split("---", 2)
    facts = dict(line.split(": ", 1) for line in front.strip().splitlines())
    article = {"id": number, "url": facts["url"], "title": facts["title"], "date": facts["date"]}
    body = "\n".join(line for line in body.splitlines() if not line.startswith("!["))
    return json.dumps({**article, "html": MarkdownIt().render(body)})


def use(root: Path) -> dict[str, Any]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Threads)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ["REPRISE_THREADS_URL"] = f"http://127.0.0.1:{server.server_port}"
    os.environ["REPRISE_THREADS_TOKEN"] = "let-me-in"
    trial = Trial(root)
    try:
        return _use(trial)
    finally:
        trial.close()
        server.shutdown()
        server.server_close()


def _use(trial: Trial) -> dict[str, Any]:
    from reprise.articles.intake import take_in

    source = trial.session.source(trial.site)
    keys = [known.key for known in take_in(trial.site, source, trial.store.articles)]
    trial.instance.add_dynamic_partitions("articles", keys)
    key = keys[0]
    made = trial.run("prepare", key, ("article",), ("brief",), ("threads", "posts"), ("short", "script"))
    posts = trial.store.posts.find(article=key, platform="threads")
    good, bad = posts[0], posts[1]
    trial.store.posts.edit(bad.id, "kim", texts=(f"There is {REFUSED}.",))
    at = MONDAY + timedelta(hours=2)
    for post in (good, bad):
        trial.store.posts.approve(post.id, "kim")
        trial.store.posts.schedule(post.id, at, "Europe/Berlin", "a trial", "kim")
    trial.clock.set(at)
    published = trial.run("publish")
    measured = trial.run("measure", "2026-06-01T06", ("threads", "engagement"))
    trial.store.scripts.approve(key, "short", "kim")
    spoken = trial.run("produce", key, ("short", "voiceover"))
    voiceover = trial.documents.read(Voiceover, ["short", "voiceover"], key)
    readings = pyarrow.parquet.read_table(next(trial.settings.tables.glob("threads/engagement/*.parquet")))
    return {
        "project": str(Path(reprise.__file__).parent.parent),
        "articles": len(keys),
        "listed again": len(source.changes(source.changes(None).cursor).items),
        "failures": [failures(run) for run in (made, published, measured, spoken)],
        "types": [post.type for post in posts],
        "texts": [text for post in posts for text in post.texts],
        "posted": Threads.posted,
        "good": trial.store.posts.get(good.id).model_dump(mode="json"),
        "bad": trial.store.posts.get(bad.id).model_dump(mode="json"),
        "readings": readings.to_pylist(),
        "voice": voiceover.voice,
        "words": sum(len(line.words) for line in voiceover.lines),
        "seconds": voiceover.seconds,
        "assets": [each.key.to_user_string() for each in trial.definitions().resolve_asset_graph().asset_nodes],
    }


if __name__ == "__main__":
    print(json.dumps(use(Path(sys.argv[1])), default=str))  # noqa: T201
