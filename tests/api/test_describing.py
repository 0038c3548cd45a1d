"""The OpenAPI document has every address, what it takes and what it answers."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from insourcing_assistant.api import build_api
from insourcing_assistant.api.requests import KNOWN, RULES, Limits, Question, Search
from insourcing_assistant.library import Library
from insourcing_assistant.types import Answer


def test_every_address_is_described(client: httpx.Client) -> None:
    described = client.get("/api/openapi.json").json()
    operations = {(path, method) for path, methods in described["paths"].items() for method in methods}
    assert operations == {("/api/ask", "post"), ("/api/search", "get"), ("/api/reports", "get")}
    assert described["openapi"].startswith("3.1")
    assert "servers" not in described


def test_every_reference_leads_somewhere(client: httpx.Client) -> None:
    described = client.get("/api/openapi.json").json()

    def references(node: Any) -> list[str]:
        if isinstance(node, list):
            return [found for each in node for found in references(each)]
        if not isinstance(node, dict):
            return []
        own = [node["$ref"]] if "$ref" in node else []
        return own + [found for each in node.values() for found in references(each)]

    found = references(described)
    assert len(found) > 10
    for each in found:
        assert each.removeprefix("#/components/schemas/") in described["components"]["schemas"]


@pytest.mark.parametrize("path", ["/api/ask", "/api/search", "/api/reports"])
def test_each_says_how_it_refuses(client: httpx.Client, path: str) -> None:
    (operation,) = client.get("/api/openapi.json").json()["paths"][path].values()
    refusals = {status: each for status, each in operation["responses"].items() if status != "200"}
    assert "503" in refusals
    for each in refusals.values():
        assert each["content"]["application/json"]["schema"]["$ref"].endswith("/Problem")


def test_the_path_of_a_proxy_and_the_sign_in_are_told(library: Library) -> None:
    api = build_api(
        ask=lambda *_: Answer("", kind="abstention"),
        search=lambda *_: (),
        reports=dict,
        shelf=library,
        root_path="/insourcing/",
        is_guarded=True,
    )
    described: dict[str, Any] = api.description
    assert described["servers"] == [{"url": "/insourcing"}]
    assert described["components"]["securitySchemes"]["basic"]["scheme"] == "basic"
    assert described["security"] == [{"basic": []}]
    for path, method in (("/api/ask", "post"), ("/api/search", "get"), ("/api/reports", "get")):
        assert {"401", "429", "503"} < set(described["paths"][path][method]["responses"])


def test_there_is_a_rule_in_words_for_every_field() -> None:
    fields = {*Question.model_fields, *Search.model_fields, *(f"filters.{name}" for name in Limits.model_fields)}
    assert set(RULES) == fields
    assert KNOWN["filters"] == ("reports", "year_from", "year_to", "publisher")
