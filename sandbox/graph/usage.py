"""Meta's rate limits and the headers that tell of them: one budget for an app's users, one for each business object."""

from __future__ import annotations

import json
from datetime import datetime

from sandbox.graph.problems import GraphProblem
from sandbox.graph.state import GraphState

HOUR, DAY = 3600, 86_400
USER_CALLS = 200
"""Calls of a user's token in an hour (Meta's overview of rate limits, read 2026-11)."""
OBJECT_CALLS = 4800 * 10
"""Calls for a page or a professional account in 24 hours: 4800 for each person engaged; here ten are."""
REGAIN_MINUTES = 15


def app_usage(percent: int) -> dict[str, str]:
    """X-App-Usage, in percent of the app's budget."""
    usage = {"call_count": percent, "total_cputime": percent // 4, "total_time": percent // 3}
    return {"x-app-usage": json.dumps(usage)}


def object_usage(id_: str, kind: str, percent: int) -> dict[str, str]:
    """X-Business-Use-Case-Usage of one page or account; the time to regain access is in minutes."""
    row = {
        "type": kind,
        "call_count": percent,
        "total_cputime": percent // 4,
        "total_time": percent // 3,
        "estimated_time_to_regain_access": REGAIN_MINUTES if percent >= 100 else 0,
    }
    return {"x-business-use-case-usage": json.dumps({id_: [row]})}


def count_user(state: GraphState, user: str, now: datetime) -> tuple[dict[str, str], GraphProblem | None]:
    """Count a call with a user's token; the headers to send, and the refusal if there were too many."""
    calls = state.spent(f"user:{user}", now, HOUR)
    problem = GraphProblem(4, "(#4) Application request limit reached", status=403, transient=True)
    return app_usage(calls * 100 // USER_CALLS), problem if calls > USER_CALLS else None


def count_object(
    state: GraphState, id_: str, kind: str, code: int, now: datetime
) -> tuple[dict[str, str], GraphProblem | None]:
    """Count a call for a page or an account; the headers to send, and the refusal if there were too many."""
    calls = state.spent(f"object:{id_}", now, DAY)
    headers = app_usage(1) | object_usage(id_, kind, calls * 100 // OBJECT_CALLS)
    return headers, too_many(code) if calls > OBJECT_CALLS else None


def too_many(code: int) -> GraphProblem:
    message = f"(#{code}) There have been too many calls to this account. Wait a bit and try again."
    return GraphProblem(code, message, subcode=2446079, transient=True)


def limit_refusal(id_: str, kind: str, code: int) -> GraphProblem:
    """The refusal as it can be ordered: braces are doubled because the frame fills in times."""
    problem = too_many(code)
    headers = app_usage(10) | object_usage(id_, kind, 100)
    problem.headers = {name: value.replace("{", "{{").replace("}", "}}") for name, value in headers.items()}
    return problem
