"""Describes the API as an OpenAPI document."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.routing import BaseRoute

from insourcing_assistant.api.replies import Answer, Hits, Problem, Publications
from insourcing_assistant.rendering import Json

PROBLEMS = {
    400: "The body is no JSON.",
    413: "The body is too large.",
    415: "The body is not said to be JSON.",
    422: "A field is missing, unknown or not what it must be, a question is empty or too long, or a report unknown.",
    503: "The library cannot be used now, or too many are asking: then Retry-After says when to come again.",
}

SIGN_IN_PROBLEMS = {
    "401": "There is no name with its password, or not the right one.",
    "429": "Too many wrong passwords were tried: Retry-After says when to come again.",
}


def _described(name: str, summary: str, reply: type[BaseModel], *, problems: Sequence[int]) -> dict[str, Any]:
    """Describe a route in the arguments of its decorator."""
    told = {status: {"description": PROBLEMS[status], "model": Problem} for status in problems}
    return {
        "operation_id": name,
        "summary": summary,
        "description": reply.__doc__,
        "response_model": None,
        "responses": {200: {"description": "The answer, which may be that there is none.", "model": reply}, **told},
    }


ASK = _described("ask", "Answer a question", Answer, problems=tuple(PROBLEMS))
SEARCH = _described("search", "Find passages", Hits, problems=(422, 503))
REPORTS = _described("reports", "List the publications", Publications, problems=(503,))


def describe(routes: Sequence[BaseRoute], *, folder: str, root_path: str, is_guarded: bool) -> Json:
    """Describe the routes, which are mounted at `folder`, under the path of a proxy."""
    described: dict[str, Any] = get_openapi(
        title="Insourcing Assistant",
        version=version("insourcing-assistant"),
        summary="Answers from published reports, every statement with its source.",
        description='A question that the reports do not answer is answered too, with "answerable": false. What cannot '
        'be answered at all has another status than 200, and an object {"error": "a sentence"}.',
        routes=routes,
        servers=[{"url": root_path.rstrip("/")}] if root_path.strip("/") else None,
    )
    described["paths"] = {f"{folder}{path}": item for path, item in described["paths"].items()}
    return _guarded(described) if is_guarded else described


def _guarded(described: dict[str, Any]) -> Json:
    """Say that a name and a password are asked for, and what happens without them."""
    problem = {"application/json": {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}
    operations = [each for item in described["paths"].values() for each in item.values()]
    for operation in operations:
        operation["responses"] |= {
            status: {"description": said, "content": problem} for status, said in SIGN_IN_PROBLEMS.items()
        }
    components = {**described["components"], "securitySchemes": {"basic": {"type": "http", "scheme": "basic"}}}
    return {**described, "components": components, "security": [{"basic": []}]}
