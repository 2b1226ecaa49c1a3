"""Publishes what is due in a process of its own, as the posting_windows schedule has it done; or runs another job."""

from __future__ import annotations

import sys

from cli.running import Runner
from cli.session import Session

if __name__ == "__main__":
    ran = Runner(Session()).run(*(sys.argv[1:] or ["publish"]))
    print("\n".join(ran.problems))  # noqa: T201
    sys.exit(0 if ran.success else 1)
