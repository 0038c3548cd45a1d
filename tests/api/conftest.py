"""The API over a small library of real parts, on a real server."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI

from insourcing_assistant.api import API_FOLDER, Api, build_api
from insourcing_assistant.assistant import Assistant
from insourcing_assistant.audit import Audited
from insourcing_assistant.library import Library
from tests.api.serving import client_of
from tests.shelves import FINGERPRINT, REPORTS, fill, make_assistant


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("api")
    with Library.open(folder / "library", fingerprint=FINGERPRINT, writable=True) as library:
        fill(library, folder, *REPORTS)
        yield library


@pytest.fixture(scope="module")
def assistant(library: Library) -> Assistant:
    return make_assistant(library)


@pytest.fixture(scope="module")
def api(library: Library, assistant: Assistant) -> Api:
    audited = Audited(assistant, library, library.answers, keep=100, program="0")
    return build_api(
        ask=lambda question, earlier, filters: audited.ask(question, history=earlier, filters=filters),
        search=lambda query, k, filters: assistant.search(query, k=k, filters=filters),
        reports=assistant.reports,
        shelf=library,
    )


@pytest.fixture(scope="module")
def client(api: Api) -> Iterator[httpx.Client]:
    with client_of(mounted(api)) as client:
        yield client


def mounted(api: Api) -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.mount(API_FOLDER, api.app)
    return app
