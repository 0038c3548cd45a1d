from __future__ import annotations

import json
from pathlib import Path

import pytest

from insourcing_assistant.errors import CatalogueError, ConfigError
from insourcing_assistant.evaluation import Expected, TestQuery, load_queries
from insourcing_assistant.types import Filters

WHOLE = """
- id: q-001
  question: Why do councils bring services back in-house?
  expected:
    - {report_id: rebuilding-capacity-2019, pages: [12, 13], note: the figure}
    - {report_id: insourcing-update-2011, sections: [Reasons]}
  must_contain: ["64%", 2019]
  must_contain_any: [quality]
  must_not_contain: ["118%"]
  filters: {reports: [rebuilding-capacity-2019], year_from: 2011, publisher: APSE}
  history: ["What is insourcing?"]
  tags: [councillor, figures]
  strength: coverage
- id: q-002
  question: Who won the cup?
  answerable: false
  tags:
"""

Q_001 = TestQuery(
    id="q-001",
    question="Why do councils bring services back in-house?",
    answerable=True,
    expected=(
        Expected("rebuilding-capacity-2019", pages=(12, 13)),
        Expected("insourcing-update-2011", sections=("Reasons",)),
    ),
    must_contain=("64%", "2019"),
    must_contain_any=("quality",),
    must_not_contain=("118%",),
    filters=Filters(reports=("rebuilding-capacity-2019",), year_from=2011, publisher="APSE"),
    history=("What is insourcing?",),
    tags=("councillor", "figures"),
    extra={"strength": "coverage"},
)
Q_002 = TestQuery(id="q-002", question="Who won the cup?", answerable=False)


def written(folder: Path, text: str, name: str = "queries.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_field_of_a_yaml_file_arrives_and_unknown_ones_are_kept(tmp_path: Path) -> None:
    assert load_queries(written(tmp_path, WHOLE)) == (Q_001, Q_002)


def test_a_jsonl_file_with_the_same_fields_gives_the_same_queries(tmp_path: Path) -> None:
    lines = [
        {
            "id": "q-001",
            "question": Q_001.question,
            "expected": [
                {"report_id": "rebuilding-capacity-2019", "pages": [12, 13]},
                {"report_id": "insourcing-update-2011", "sections": ["Reasons"]},
            ],
            "must_contain": ["64%", "2019"],
            "must_contain_any": ["quality"],
            "must_not_contain": ["118%"],
            "filters": {"reports": ["rebuilding-capacity-2019"], "year_from": 2011, "publisher": "APSE"},
            "history": ["What is insourcing?"],
            "tags": ["councillor", "figures"],
            "strength": "coverage",
        },
        {"id": "q-002", "question": Q_002.question, "answerable": False, "tags": None},
    ]
    text = "\n\n".join(json.dumps(line) for line in lines)
    assert load_queries(written(tmp_path, text, "queries.jsonl")) == (Q_001, Q_002)


def test_a_line_separator_inside_a_json_string_ends_no_line(tmp_path: Path) -> None:
    text = '{"id": "a", "question": "One\u2028two?"}\n'
    assert load_queries(written(tmp_path, text, "q.jsonl"))[0].question == "One\u2028two?"


@pytest.mark.parametrize(
    ("entry", "name", "field"),
    [
        ("{question: Why?}", "number 2", "id"),
        ("{id: b}", "b (number 2)", "question"),
        ("{id: b, question: ' '}", "b (number 2)", "question"),
        ("{id: b, question: Why?, answerable: perhaps}", "b (number 2)", "answerable"),
        ("{id: b, question: Why?, must_contain: 64%}", "b (number 2)", "must_contain"),
        ("{id: b, question: Why?, must_contain: [1.50]}", "b (number 2)", "must_contain.0"),
        ("{id: b, question: Why?, must_contain: ['']}", "b (number 2)", "must_contain.0"),
        ("{id: b, question: Why?, expected: [{pages: [1]}]}", "b (number 2)", "expected.0.report_id"),
        ("{id: b, question: Why?, expected: [{report_id: x, pages: [0]}]}", "b (number 2)", "expected.0.pages.0"),
        ("{id: b, question: Why?, filters: {report: x}}", "b (number 2)", "filters.report"),
        ("{id: b, question: Why?, filters: {year_to: soon}}", "b (number 2)", "filters.year_to"),
        ("{id: a, question: Why?}", "a (number 2)", "id"),
        ("Why?", "number 2", ""),
    ],
)
def test_a_broken_query_names_itself_and_its_field(tmp_path: Path, entry: str, name: str, field: str) -> None:
    path = written(tmp_path, f"- {{id: a, question: Who?}}\n- {entry}\n")
    with pytest.raises(CatalogueError) as caught:
        load_queries(path)
    assert (caught.value.path, caught.value.entry, caught.value.field) == (path, name, field)


def test_a_broken_line_of_json_is_named_by_its_number(tmp_path: Path) -> None:
    path = written(tmp_path, '{"id": "a", "question": "Why?"}\n\n{"id": \n', "q.jsonl")
    with pytest.raises(CatalogueError, match=r"entry line 3: this is not JSON"):
        load_queries(path)


def test_a_message_says_what_was_found_in_a_few_words(tmp_path: Path) -> None:
    path = written(tmp_path, f"- {{id: a, question: Why?, must_contain: {'x' * 500}}}\n")
    with pytest.raises(CatalogueError, match=r"it should be a list \(found 'x{58}…\)$"):
        load_queries(path)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "There are no test queries"),
        ("- [", "are not YAML"),
        ("queries: []", "should be a list of test queries"),
    ],
)
def test_a_file_that_is_no_list_of_queries_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        load_queries(written(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml cannot be read"):
        load_queries(tmp_path / "nowhere.yaml")


def test_a_file_in_another_encoding_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("- {id: a, question: Café?}".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"latin\.yaml cannot be read"):
        load_queries(path)
