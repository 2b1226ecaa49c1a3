"""How OpenAI says what is wrong; servers that are compatible with it do the same."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response


def openai_error(
    status: int, message: str, *, type: str = "invalid_request_error", code: str | None = None, param: str | None = None
) -> JSONResponse:
    error = {"message": message, "type": type, "param": param, "code": code}
    return JSONResponse({"error": error}, status, headers={"x-request-id": "req_0123456789"})


def openai_refusal(kind: str, seconds: float, key: str) -> Response:
    """One of `sandbox.models.server.REFUSALS`."""
    if kind == "bad_gateway":
        return Response("<html><title>502 Bad Gateway</title></html>", 502, media_type="text/html")
    told: dict[str, tuple[int, str, str, str | None]] = {
        "rate_limit": (429, "Rate limit reached for requests.", "requests", "rate_limit_exceeded"),
        "server_error": (500, "The server had an error while processing your request.", "server_error", None),
        "unavailable": (503, "The service is temporarily unavailable.", "server_error", None),
        "overloaded": (503, "The engine is currently overloaded, please try again later.", "server_error", None),
        "insufficient_quota": (
            429,
            "You exceeded your current quota, please check your plan and billing details.",
            "insufficient_quota",
            "insufficient_quota",
        ),
        "invalid_key": (
            401,
            f"Incorrect API key provided: {key}. You can find your API key in your settings.",
            "invalid_request_error",
            "invalid_api_key",
        ),
        "model_not_found": (
            404,
            "The model does not exist or you do not have access to it.",
            "invalid_request_error",
            "model_not_found",
        ),
        "too_long": (
            400,
            "Your input exceeds the context window of this model.",
            "invalid_request_error",
            "context_length_exceeded",
        ),
    }
    status, message, type_, code = told[kind]
    answer = openai_error(status, message, type=type_, code=code)
    if kind == "rate_limit" and seconds:
        answer.headers["retry-after"] = f"{seconds:g}"
    return answer
