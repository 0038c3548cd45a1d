from __future__ import annotations

import pytest

from insourcing_assistant.errors import UnknownReportError
from insourcing_assistant.ingestion import original_of
from tests.ingestion.making import BRIEF, Corpus


def test_each_text_of_a_publication_has_its_own_file(corpus: Corpus) -> None:
    report = corpus.write("reports/Rebuilding Capacity.md", "# Rebuilding Capacity\n\nCosts fell by 64%.\n")
    brief = corpus.write("briefs/rebuilding-2019.md", BRIEF)
    corpus.ingest()
    with corpus.reader() as library:
        assert original_of(library, "rebuilding-2019", "report", corpus=corpus.folder) == report
        assert original_of(library, "rebuilding-2019", "brief", corpus=corpus.folder) == brief
        assert original_of(library, "rebuilding-2019", "article", corpus=corpus.folder) is None


def test_a_file_that_is_gone_or_another_now_is_not_what_was_read(corpus: Corpus) -> None:
    words = "# Rebuilding Capacity\n\nCosts fell by 64%.\n"
    path = corpus.write("reports/Rebuilding Capacity.md", words)
    corpus.ingest()
    with corpus.reader() as library:
        path.write_text(words.replace("64", "46"), encoding="utf-8")
        assert original_of(library, "rebuilding-2019", "report", corpus=corpus.folder) is None
        path.write_text(words, encoding="utf-8")
        assert original_of(library, "rebuilding-2019", "report", corpus=corpus.folder) == path
        path.unlink()
        assert original_of(library, "rebuilding-2019", "report", corpus=corpus.folder) is None
        with pytest.raises(UnknownReportError):
            original_of(library, "gone", "report", corpus=corpus.folder)
