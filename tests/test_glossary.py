"""The glossary knows every way of saying a term, and says where its file is wrong."""

from pathlib import Path

import pytest

from insourcing_assistant.errors import CatalogueError
from insourcing_assistant.glossary import Glossary, Term, load_glossary
from insourcing_assistant.wording import stems

CORPUS = Path(__file__).parents[1] / "corpus"


def test_any_name_of_a_term_leads_to_all_of_them() -> None:
    glossary = Glossary([Term("TUPE", "…", full="Transfer of Undertakings", synonyms=("staff transfer",))])
    names = ("TUPE", "Transfer of Undertakings", "staff transfer")
    assert glossary.alternatives(stems("staff transfers")) == names
    assert glossary.alternatives(stems("tupe")) == names
    assert glossary.alternatives(stems("pension")) == ()


def test_the_corpus_has_at_least_forty_terms() -> None:
    glossary = load_glossary(CORPUS / "glossary.toml")
    assert len(glossary.terms) >= 40
    assert "bringing services back" in glossary.alternatives(stems("insourcing"))


def test_a_missing_glossary_is_an_empty_one(tmp_path: Path) -> None:
    assert load_glossary(tmp_path / "glossary.toml").terms == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[[term]]\nterm = 'TUPE'\n", ("TUPE", "definition")),
        ("[[term]]\ndefinition = 'x'\n", ("number 1", "term")),
        ("[[term]]\nterm = 'TUPE'\ndefinition = 'x'\ncolour = 'red'\n", ("TUPE", "colour")),
        ("[[term\n", ("this is not TOML",)),
    ],
)
def test_a_broken_entry_names_itself_and_the_field(tmp_path: Path, text: str, names: tuple[str, ...]) -> None:
    path = tmp_path / "glossary.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_glossary(path)
    assert all(name in str(caught.value) for name in names)
