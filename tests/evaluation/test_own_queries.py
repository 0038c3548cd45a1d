from __future__ import annotations

from pathlib import Path

import pytest

from insourcing_assistant.errors import AssistantError, CatalogueError, ConfigError, UsageError
from insourcing_assistant.evaluation import Expected, add_own, load_all, load_queries, own_queries

GIVEN = "# Do not lose this comment.\n- {id: own-3, question: Why?}\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "test_queries.yaml").write_text(GIVEN, encoding="utf-8")
    return tmp_path


def test_a_new_query_goes_into_a_file_of_its_own_under_a_new_id(corpus: Path) -> None:
    fields = {"question": "Who pays?", "expected": [{"report_id": "plan", "pages": [2]}], "must_contain": ["council"]}
    query = add_own(corpus, fields)
    assert (query.id, query.expected) == ("own-4", (Expected("plan", pages=(2,)),))
    assert (corpus / "test_queries.yaml").read_text(encoding="utf-8") == GIVEN
    assert load_queries(corpus / "own_queries.yaml") == (query,)
    assert [each.id for each in load_all(corpus)] == ["own-3", "own-4"]


def test_what_is_in_the_file_already_stays_word_for_word(corpus: Path) -> None:
    before = "# Mine.\n- id: mine   # kept\n  question: 'What?'\n"
    (corpus / "own_queries.yaml").write_text(before, encoding="utf-8")
    add_own(corpus, {"question": "Who pays?"})
    after = (corpus / "own_queries.yaml").read_text(encoding="utf-8")
    assert after.startswith(before)
    assert [each.id for each in load_all(corpus)] == ["own-3", "mine", "own-4"]
    assert [path.name for path in sorted(corpus.iterdir())] == ["own_queries.yaml", "test_queries.yaml"]


@pytest.mark.parametrize(
    "question",
    [
        "- id: x",
        "#?",
        "a: b\n  - c",
        " Why? ",
        "'\"\\",
        "null",
        "2019",
        "{{x}} &a *a !!b %",
        "é–“…\u2028\x85\0\t",
        "?" * 999,
    ],
)
def test_any_question_is_read_back_as_it_was_typed(corpus: Path, question: str) -> None:
    add_own(corpus, {"question": question, "must_contain": [question]})
    query = load_queries(corpus / "own_queries.yaml")[0]
    assert (query.question, query.must_contain) == (question, (question,))


def test_a_wrong_field_is_named_and_nothing_is_written(corpus: Path) -> None:
    with pytest.raises(CatalogueError, match=r"own-4 .*expected\.0\.pages"):
        add_own(corpus, {"question": "Why?", "expected": [{"report_id": "plan", "pages": [0]}]})
    assert not (corpus / "own_queries.yaml").exists()


@pytest.mark.parametrize("content", ["- {id: own-3, question: Again?}", "questions: none", "\xff"])
def test_a_file_that_is_wrong_is_left_as_it_is(corpus: Path, content: str) -> None:
    path = corpus / "own_queries.yaml"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(ConfigError, match=r"own_queries\.yaml"):
        add_own(corpus, {"question": "Why?"})
    assert path.read_bytes() == content.encode("latin-1")


def test_a_folder_that_cannot_be_written_to_is_a_sentence(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(UsageError, match=r"cannot be written to .*: No space left on device"):
        add_own(corpus, {"question": "Why?"})
    assert [path.name for path in corpus.iterdir()] == ["test_queries.yaml"]


def test_there_is_an_end_to_it(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_queries, "MAX_OWN", 2)
    add_own(corpus, {"question": "Why?"})
    with pytest.raises(UsageError, match="There are 2 test queries already"):
        add_own(corpus, {"question": "Why?"})


def test_the_first_query_of_a_corpus_can_be_added(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="There are no test queries"):
        load_all(tmp_path)
    assert add_own(tmp_path, {"question": "Why?"}).id == "own-1"
    assert len(load_all(tmp_path)) == 1
