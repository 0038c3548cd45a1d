"""What the glossary says of a word that somebody asks for and no publication explains."""

from __future__ import annotations

from insourcing_assistant.glossary import Glossary
from insourcing_assistant.types import Question
from insourcing_assistant.wording import stems

_ASKING = frozenset(stems("mean meaning meant define defined definition term word phrase stand exactly short acronym"))


def definition_notes(question: Question, glossary: Glossary) -> tuple[str, ...]:
    """Explain the word that a question wants explained, if the glossary has it, and say whose words these are.

    It explains, and answers nothing: it is no statement, and has no citation.
    """
    if question.kind != "definition":
        return ()
    asked = [term.text for term in question.terms if not _ASKING.issuperset(stems(term.text))]
    known = [term for name in asked for term in glossary.lookup(stems(name))]
    if len(asked) != 1 or len(known) != 1:
        return ()
    [term] = known
    name = f"{term.term} ({term.full})" if term.full else term.term
    return (f"{name}: {term.definition} So says this program's glossary; no publication is quoted here.",)
