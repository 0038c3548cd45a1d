"""Writes the test queries of a run, chosen by verdict, tag and words, each with a way to ask it in the chat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from insourcing_assistant.evaluation import Comparison, QueryResult, TestQuery
from insourcing_assistant.evaluation.question_page import question_block
from insourcing_assistant.types import Report
from insourcing_assistant.ui.evaluating import Outcome
from insourcing_assistant.ui.markup import counted, shortened, text

SHOWN: Mapping[str, str] = {
    "failed": "Those that failed",
    "passed": "Those that passed",
    "changed": "Those that passed then and fail now, or the other way round",
    "all": "All",
}
MAX_WORDS_CHARS = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of the test queries are shown; `show` is empty where nothing was chosen."""

    show: str = ""
    tag: str = ""
    words: str = ""


def questions(outcome: Outcome, choice: Choice) -> str:
    """Write the queries that were chosen, and the form to choose others; at first, those that failed."""
    results = outcome.run.report.results
    tags = sorted({tag for result in results for tag in result.query.tags}, key=str.casefold)
    show = choice.show if choice.show in SHOWN else "all" if all(each.passed for each in results) else "failed"
    tag = choice.tag if choice.tag in tags else ""
    turned = _turned(outcome.comparison)
    chosen = [each for each in results if _is_shown(each, Choice(show, tag, choice.words), turned)]
    blocks = "".join(_block(each, outcome, turned) for each in chosen)
    return (
        '<section id="questions" aria-label="Questions" tabindex="-1"><h2>Questions</h2>'
        '<form class="find" role="search" action="evaluate#questions" method="get"><div class="field">'
        f'<label for="q">Words</label><input id="q" name="q" type="search" value="{text(choice.words)}"></div>'
        f"{_select('show', 'Show', SHOWN.items(), show)}"
        f"{_select('tag', 'Tag', [('', 'Any tag'), *((each, each) for each in tags)], tag)}"
        '<button type="submit" class="btn">Show</button></form>'
        f'<p class="quiet" id="found">{len(chosen)} of {counted(len(results), "question")}.</p>'
        f'<div class="judged">{blocks}</div></section>'
    )


def _turned(comparison: Comparison | None) -> Mapping[str, bool]:
    """Return the queries whose verdict is not what it was, with whether they passed before."""
    changes = comparison.queries if comparison else ()
    return {each.id: each.passed_before for each in changes if each.passed_before != each.passed_now}


def _is_shown(result: QueryResult, choice: Choice, turned: Mapping[str, bool]) -> bool:
    query = result.query
    kept = {"failed": not result.passed, "passed": result.passed, "changed": query.id in turned, "all": True}
    said = f"{query.id} {query.question}".casefold()
    has_tag = not choice.tag or choice.tag in query.tags
    return kept[choice.show] and has_tag and all(word in said for word in choice.words.casefold().split())


def _block(result: QueryResult, outcome: Outcome, turned: Mapping[str, bool]) -> str:
    query = result.query
    before = ""
    if query.id in turned:
        before = f'<p class="quiet">In the run before, it {"passed" if turned[query.id] else "failed"}.</p>'
    address, left_out = chat_address(query, outcome.run.report.reports)
    lost = f' <span class="quiet">{left_out}</span>' if left_out else ""
    whose = f'<span class="vh">: {text(shortened(query.question, max_chars=80))}</span>'
    acts = f'{before}<p><a href="{text(address)}">Open in the chat{whose}</a>{lost}</p>'
    return question_block(result, outcome.run.report.reports, is_open=False, acts=acts)


def chat_address(query: TestQuery, reports: Mapping[str, Report]) -> tuple[str, str]:
    """Return the address that asks a query in the chat, and a sentence on what of it the chat cannot be told."""
    fields = [("question", each) for each in (*query.history, query.question)]
    filters, lost = query.filters, len(query.filters.reports) > 1
    if len(filters.reports) == 1:
        fields.append(("report", filters.reports[0]))
    if filters.publisher:
        # A query may name a part of a publisher's name, the chat offers whole ones.
        named = {each.publisher for each in reports.values() if each.publisher}
        matching = [each for each in named if filters.publisher.casefold() in each.casefold()]
        fields += [("publisher", matching[0])] if len(matching) == 1 else []
        lost = lost or len(matching) != 1
    years = (("from", filters.year_from), ("to", filters.year_to))
    fields += [(name, str(year)) for name, year in years if year is not None]
    return f"./?{urlencode(fields)}", "It is limited to more than the chat can be told." if lost else ""


def _select(name: str, label: str, offered: Iterable[tuple[str, str]], chosen: str) -> str:
    options = "".join(
        f'<option value="{text(value)}"{" selected" if value == chosen else ""}>{text(words)}</option>'
        for value, words in offered
    )
    select = f'<select id="{name}" name="{name}">{options}</select>'
    return f'<div class="field"><label for="{name}">{label}</label>{select}</div>'
