"""The Evaluate page shows the last run to all, and lets those run and add whom the gate lets through."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from insourcing_assistant.evaluation import TestQuery, load_all
from insourcing_assistant.types import Filters, Report
from insourcing_assistant.ui import Changing, Gate, Jobs, build_ui, create_app
from insourcing_assistant.ui.judged_questions import chat_address
from tests.evaluation.scripted_assistant import REPORTS
from tests.ui.answers import answer_of
from tests.ui.judges import QUERIES, RECORDED, Bench
from tests.ui.keepers import MemoryKeeper
from tests.ui.reading import of_class, of_tag
from tests.ui.rooms import in_a_loop

HERE = "http://127.0.0.1:7860"
OWN = {"origin": HERE}
PASSWORD = "tulips and daisies"
NEW = {"question": "What about pensions?", "answerable": "yes", "report-1": "plan", "where-1": "2"}


class Site:
    """A served bench."""

    def __init__(self, folder: Path, gate: Gate | None = None, *, model: str | None = None) -> None:
        gate = gate or Gate("on")
        self.bench = Bench(folder, gate, model=model)
        changing = Changing(gate, Jobs(MemoryKeeper()), folder / "reports", 1000)
        room = in_a_loop(
            lambda: build_ui(ask=answer_of, reports=REPORTS, judging=self.bench.judging, changing=changing)
        )
        app = in_a_loop(lambda: create_app(room))
        self.client = TestClient(app, base_url=HERE, follow_redirects=False)

    def page(self, query: str = "", path: str = "/evaluate") -> str:
        return self.client.get(f"{path}{query}").text


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def done(site: Site) -> Site:
    site.bench.run()
    return site


def post(site: Site, name: str, headers: Mapping[str, str] = OWN, /, **fields: str) -> tuple[int, str, str]:
    answer = site.client.post(f"/evaluate/{name}", data=fields, headers=headers)
    return answer.status_code, answer.headers.get("location", ""), answer.text


def test_before_the_first_run_there_is_a_button_and_no_result(site: Site) -> None:
    page = site.page()
    assert "There are 4 test questions." in page
    assert "No run yet." in page
    assert [button.text for button in of_tag(page, "button")] == ["Run them"]
    assert site.client.get("/evaluate/report.html").status_code == 404


def test_a_run_is_started_followed_and_stopped(site: Site) -> None:
    site.bench.assistant.going.clear()
    assert post(site, "run")[:2] == (303, "../evaluate#run")
    part = site.page(path="/evaluate/progress")
    assert "Asking the test questions: 0 of 4 done." in part
    assert of_tag(part, "progress")[0].attributes["max"] == "4"
    assert post(site, "stop")[:2] == (303, "../evaluate#run")
    site.bench.assistant.going.set()
    site.bench.finish()
    assert "The run was stopped, and" in site.page(path="/evaluate/progress")


def test_the_last_run_is_shown_with_its_minimums(done: Site) -> None:
    page = done.page()
    assert "The assistant passed every check on 3 of 4 test questions." in page
    assert "1 of the 2 measures that have a minimum is below it." in page
    assert [each.text for each in of_class(page, "missed")][1:] == ["Minimum 90.0 %: missed"]
    assert [each.text for each in of_class(page, "least")] == ["Minimum 100.0 %: reached"]
    assert "library version v1." in page
    assert "figures" in of_class(page, "tallies")[0].text
    done.bench.version = "v2"
    assert "the library has changed since" in done.page()


def test_what_failed_is_shown_first_and_the_rest_when_it_is_asked_for(done: Site) -> None:
    def shown(query: str) -> list[str]:
        return re.findall(r'<details id="query-([^"]+)"', done.page(query))

    assert shown("") == shown("?show=failed") == shown("?show=nonsense") == ["motives"]
    assert shown("?show=passed") == ["saved", "cup", "follow"]
    assert shown("?show=all") == ["saved", "motives", "cup", "follow"]
    assert shown("?show=all&tag=figures") == ["saved"]
    assert shown("?show=all&tag=unknown") == shown("?show=all")
    assert shown("?show=all&q=pensions+AND") == ["follow"]
    assert shown("?show=changed") == []
    assert "4 of 4 questions." in done.page("?show=all")


def test_what_turned_since_the_run_before_is_told_of(done: Site) -> None:
    queries = done.bench.corpus / "test_queries.yaml"
    queries.write_text(QUERIES.replace("nothing of the kind", "quality"), encoding="utf-8")
    done.bench.run()
    page = done.page("?show=changed")
    assert "In the run before, it failed." in of_class(page, "judged")[0].text
    assert 'href="evaluate?show=all#query-motives"' in page
    assert "Compared with the earlier evaluation" in page


def test_a_query_opens_in_the_chat_with_what_belongs_to_it(done: Site) -> None:
    links = [each.attributes["href"] for each in of_tag(done.page("?show=all"), "a") if "Open in" in each.text]
    assert links[0] == "./?question=What+was+saved+on+cleaning+in+Wardtown%3F"
    assert links[3] == (
        "./?question=What+was+saved+on+cleaning+in+Wardtown%3F&question=And+on+pensions%3F&report=plan&to=2020"
    )


def test_limits_that_the_chat_cannot_be_told_are_named() -> None:
    reports = {"a": Report("a", "A", publisher="Trees (T)"), "b": Report("b", "B", publisher="Treetops")}
    one = TestQuery("q", "Why?", filters=Filters(publisher="(t)"))
    assert chat_address(one, reports) == ("./?question=Why%3F&publisher=Trees+%28T%29", "")
    for filters in (Filters(publisher="tree"), Filters(publisher="gone"), Filters(reports=("a", "b"))):
        address, said = chat_address(TestQuery("q", "Why?", filters=filters), reports)
        assert (address, said) == ("./?question=Why%3F", "It is limited to more than the chat can be told.")


def test_the_report_is_a_page_and_the_results_are_a_file(done: Site) -> None:
    page = done.client.get("/evaluate/report.html")
    assert page.headers["content-disposition"] == 'attachment; filename="evaluation.html"'
    assert "<h1>Evaluation of the answers</h1>" in page.text
    assert "UTC, library version v1" in page.text
    results = json.loads(done.client.get("/evaluate/report.json").text)
    assert results["failures"] == ["motives"]


def test_words_of_others_stay_words(done: Site) -> None:
    page = done.page("?show=all&q=%3Cimg%3E&tag=%3Cscript%3E&added=%3Cb%3E")
    assert not of_tag(page, "b")
    assert not of_tag(page, "img")
    assert "<b>odd</b>" in of_class(page, "tallies")[0].text
    assert not of_tag(done.page("?answer=abcdefgh23456789", "/evaluate/new"), "i")


def test_no_style_stands_in_an_attribute(done: Site) -> None:
    assert " style=" not in done.page("?show=all")


def test_a_model_s_price_is_told_of_before_a_run(tmp_path: Path) -> None:
    assert "the language model ollama:tiny" in Site(tmp_path, model="ollama:tiny").page()


@pytest.mark.parametrize("name", ["run", "stop", "new"])
def test_forged_and_unwanted_requests_are_refused(tmp_path: Path, name: str) -> None:
    site = Site(tmp_path / "open")
    assert post(site, name, {"origin": "http://evil.example"}, **NEW)[0] == 403
    assert post(site, name, {}, **NEW)[0] == 403
    assert post(site, name, {"sec-fetch-site": "cross-site"}, **NEW)[0] == 403
    closed = Site(tmp_path / "closed", Gate("off"))
    assert post(closed, name, **NEW)[0] == 403
    locked = Site(tmp_path / "locked", Gate("on", password=PASSWORD))
    assert post(locked, name, **NEW)[0] == 401
    for each in (site, closed, locked):
        assert each.bench.evaluating.job.state == "idle"
        assert not (each.bench.corpus / "own_queries.yaml").exists()


def test_where_it_is_switched_off_the_last_run_is_shown_all_the_same(tmp_path: Path) -> None:
    site = Site(tmp_path, Gate("off"))
    site.bench.run()
    page = site.page()
    assert "Runs are switched off here" in page
    assert "passed every check on 3 of 4" in page
    assert site.client.get("/evaluate/report.html").status_code == 200
    assert site.client.get("/evaluate/new").headers["location"] == "../evaluate#run"


def test_a_password_lets_one_in_and_back_to_this_page(tmp_path: Path) -> None:
    site = Site(tmp_path, Gate("on", password=PASSWORD))
    assert "Sign in to run them" in site.page()
    enter = {"then": "evaluate", "password": "wrong"}
    refused = site.client.post("/library/enter", data=enter, headers=OWN)
    assert refused.headers["location"] == "../evaluate?wrong=1#password"
    assert "The password is not right" in site.page("?wrong=1")
    entered = site.client.post("/library/enter", data=enter | {"password": PASSWORD}, headers=OWN)
    assert entered.headers["location"] == "../evaluate#run"
    assert [button.text for button in of_tag(site.page(), "button")] == ["Run them"]


def test_a_query_is_added_to_a_file_of_its_own_and_asked_from_then_on(site: Site) -> None:
    assert post(site, "new", **NEW)[:2] == (303, "../evaluate?added=own-1")
    added = load_all(site.bench.corpus)[-1]
    assert (added.id, added.question, added.expected[0].pages) == ("own-1", "What about pensions?", (2,))
    assert (site.bench.corpus / "test_queries.yaml").read_text("utf-8") == QUERIES
    page = site.page("?added=own-1")
    assert "The test question own-1 was added" in page
    assert "There are 5 test questions, of which 1 was added here." in page
    assert "was added to" not in site.page("?added=own-2")
    assert site.bench.run().total == 5


def test_a_query_that_is_wrong_comes_back_as_it_was_typed(site: Site) -> None:
    status, _, page = post(site, "new", **NEW | {"where-1": "0", "must_contain": "\n<b>64%</b>"})
    assert status == 422
    assert "pages count from 1" in of_class(page, "notice")[0].text
    assert (
        "<b>64%</b>" in next(each for each in of_tag(page, "textarea") if each.attributes["id"] == "must_contain").text
    )
    assert [each.attributes["value"] for each in of_tag(page, "option") if "selected" in each.attributes] == ["plan"]
    assert not (site.bench.corpus / "own_queries.yaml").exists()


def test_an_answer_becomes_a_query_by_its_record(site: Site) -> None:
    page = site.page(f"?answer={RECORDED['id']}", "/evaluate/new")
    assert "Answered then: Pensions stay as they are. [1]" in page
    assert next(each for each in of_tag(page, "textarea") if each.attributes["id"] == "question").text == (
        "What about pensions?"
    )
    form = {
        each.attributes["name"]: each.attributes["value"]
        for each in of_tag(page, "input")
        if each.attributes.get("type") == "hidden"
    }
    ticked = form | {"question": "What about pensions?", "answerable": "yes", "cited-1": "yes", "limit-to": "2020"}
    assert post(site, "new", **ticked)[0] == 303
    added = load_all(site.bench.corpus)[-1]
    assert (added.expected[0].report_id, added.expected[0].pages) == ("plan", (2,))


def test_answers_that_were_not_helpful_are_offered_until_a_query_is_made_of_them(site: Site) -> None:
    page = site.page(path="/evaluate/new")
    assert of_class(page, "wanting")[0].text.endswith("What about pensions? “It says <b>nothing</b> of the sum.”")
    assert f'href="new?answer={RECORDED["id"]}"' in page
    assert not of_class(site.page(f"?answer={RECORDED['id']}", "/evaluate/new"), "wanting")
    post(site, "new", **NEW, answer=str(RECORDED["id"]))
    assert load_all(site.bench.corpus)[-1].extra == {"answer": RECORDED["id"]}
    assert not of_class(site.page(path="/evaluate/new"), "wanting")


def test_an_answer_that_has_no_record_is_a_sentence_over_an_empty_form(site: Site) -> None:
    page = site.client.get("/evaluate/new", params={"answer": "x" * 500})
    assert page.status_code == 404
    assert "no record of that answer" in page.text


def test_files_that_cannot_be_read_are_a_sentence_and_the_page_stands(done: Site) -> None:
    (done.bench.corpus / "test_queries.yaml").write_text("- {id: a}", encoding="utf-8")
    (done.bench.corpus / "minimums.toml").write_text("mrr = 2", encoding="utf-8")
    page = done.client.get("/evaluate")
    assert page.status_code == 200
    assert "this field is required" in page.text
    assert "a minimum is a number from 0 to 1" in page.text


def test_a_library_that_cannot_be_read_is_a_sentence_and_fails_a_run(done: Site) -> None:
    done.bench.version = ""
    page = done.client.get("/evaluate")
    assert page.status_code == 200
    assert "Build it with" in page.text
    assert done.bench.run().state == "failed"


def test_the_pages_below_lead_up(site: Site) -> None:
    page = site.page(path="/evaluate/new")
    assert 'href="../library/look.css' in page
    assert 'href="../compare"' in page
    assert site.client.get("/evaluate/page.js").headers["content-type"].startswith("text/javascript")
