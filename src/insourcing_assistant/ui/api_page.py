"""Writes the page that describes the API, from its OpenAPI document, and puts both where they are served."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

from insourcing_assistant.api import API_FOLDER, Api
from insourcing_assistant.ui.frame import HEADERS, document
from insourcing_assistant.ui.markup import text

Schema = Mapping[str, Any]
"""A piece of an OpenAPI document: whatever JSON holds."""

_EXAMPLES: Mapping[str, Mapping[str, object]] = {
    f"{API_FOLDER}/ask": {
        "question": "Why do councils bring services back in-house?",
        "filters": {"year_from": 2011},
        "history": [],
    },
    f"{API_FOLDER}/search": {"query": "TUPE and pensions", "k": 5},
    f"{API_FOLDER}/reports": {},
}


def add_api(app: FastAPI, api: Api) -> None:
    """Mount the API, and add the page that describes it."""

    @app.get(f"{API_FOLDER}/docs")
    def documentation(request: Request) -> HTMLResponse:
        origin = f"{request.url.scheme}://{request.headers.get('host', '127.0.0.1:7860')}"
        return HTMLResponse(api_page(api.description, origin=origin), headers=HEADERS)

    app.mount(API_FOLDER, api.app)


def api_page(described: Schema, *, origin: str) -> str:
    """Write the page. Everything on it is in the OpenAPI document, but for the examples, which name the `origin`."""
    server = f"{origin}{described.get('servers', [{'url': ''}])[0]['url']}"
    lead = (
        f'<p class="lead">{text(described["info"]["summary"])}</p><div class="prose">'
        f"<p>{text(described['info']['description'])}</p>"
        '<p>The same as an OpenAPI document, for programs: <a href="openapi.json">openapi.json</a>.</p></div>'
    )
    signing_in = (
        '<div class="prose"><p>A name and a password are asked for: <code>curl --user NAME</code>.</p></div>'
        if "security" in described
        else ""
    )
    operations = "".join(
        _operation(f"{server}{path}", path, method.upper(), operation, described)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    )
    return document("API", current="", main=f"{lead}{signing_in}{operations}", root="../")


def _operation(address: str, path: str, method: str, operation: Schema, described: Schema) -> str:
    replies = operation["responses"]
    reply = replies["200"]["content"]["application/json"]["schema"]
    statuses = "".join(
        f"<dt><code>{text(status)}</code></dt><dd>{text(each['description'])}</dd>" for status, each in replies.items()
    )
    anchor = text(operation["operationId"])
    return (
        f'<section class="operation" aria-labelledby="{anchor}">'
        f'<h2 id="{anchor}">{text(operation["summary"])}: <code>{text(f"{method} {path}")}</code></h2>'
        f'<pre tabindex="0" aria-label="Example: {text(operation["summary"])}"><code>'
        f"{text(_example(address, path, method))}</code></pre>"
        f"<h3>What it takes</h3>{_fields(_taken(operation, described)) or '<p>Nothing.</p>'}"
        f"<h3>What it answers</h3><p>{_with_code(operation['description'])}</p>"
        f'<details class="fold"><summary>Its fields<span class="vh">: {text(operation["summary"])}</span></summary>'
        f"{_fields(_properties(reply, described))}</details>"
        f'<details class="fold"><summary>Its statuses<span class="vh">: {text(operation["summary"])}</span></summary>'
        f"<dl>{statuses}</dl></details></section>"
    )


def _with_code(words: str) -> str:
    return re.sub("`(.+?)`", r"<code>\1</code>", text(words))


def _example(address: str, path: str, method: str) -> str:
    sent = _EXAMPLES[path]
    if method == "POST":
        return (
            f"curl {shlex.quote(address)} \\\n  --header 'Content-Type: application/json' \\\n"
            f"  --data {shlex.quote(json.dumps(sent, ensure_ascii=False))}"
        )
    return f"curl {shlex.quote(f'{address}?{urlencode(sent)}' if sent else address)}"


Field = tuple[str, str, str]
"""Its name, with those of what it is in; what it is; and what it means."""


def _taken(operation: Schema, described: Schema) -> Iterator[Field]:
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        yield parameter["name"], _kind(schema, described), parameter.get("description", "")
    if "requestBody" in operation:
        yield from _properties(operation["requestBody"]["content"]["application/json"]["schema"], described)


def _properties(schema: Schema, described: Schema, prefix: str = "") -> Iterator[Field]:
    """Yield the fields of an object, and after each those of the objects in it."""
    whole = _resolved(schema, described)
    for name, each in whole.get("properties", {}).items():
        yield f"{prefix}{name}", _kind(each, described), each.get("description", "")
        inner = next((part for part in _parts(each) if "$ref" in part), None)
        if inner is not None:
            yield from _properties(inner, described, prefix=f"{prefix}{name}.")


def _kind(schema: Schema, described: Schema) -> str:
    """Say what a value is, such as "a whole number from 1 to 500, 10 if left out"."""
    kinds = [_single_kind(part, described) for part in _alternatives(schema)]
    left_out = schema.get("default")
    default = f", {left_out} if left out" if left_out not in (None, "", []) else ""
    return f"{', or '.join(kinds)}{default}"


def _single_kind(schema: Schema, described: Schema) -> str:
    whole = _resolved(schema, described)
    if "enum" in whole:
        return " or ".join(map(str, whole["enum"]))
    if whole.get("type") == "array":
        return f"a list, each {_kind(whole['items'], described)}"
    words = {"string": "a text", "integer": "a whole number", "number": "a number", "boolean": "true or false"}
    said = words.get(whole.get("type", ""), "an object" if whole.get("type") == "object" else "null")
    bounds = [f"from {whole['minimum']:g} to {whole['maximum']:g}"] if "minimum" in whole and "maximum" in whole else []
    return " ".join([said, *bounds])


def _parts(schema: Schema) -> list[Schema]:
    """Return what a value may be, and what the values in a list may be."""
    return [each.get("items", each) for each in _alternatives(schema)]


def _alternatives(schema: Schema) -> list[Schema]:
    return list(schema.get("anyOf", [schema]))


def _resolved(schema: Schema, described: Schema) -> Schema:
    if "$ref" not in schema:
        return schema
    found: Schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _fields(fields: Iterator[Field]) -> str:
    rows = "".join(
        f"<dt><code>{text(name)}</code></dt><dd>{text(f'{kind[0].upper()}{kind[1:]}. {said}')}</dd>"
        for name, kind, said in fields
    )
    return f"<dl>{rows}</dl>" if rows else ""
