"""Words of a question that are spelt like no word of the library, put right by the words of the field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches

from insourcing_assistant.wording import STOP_WORDS, is_stop, words

CUTOFF = 0.85
"""The similarity (Ratcliff and Obershelp) from which a word is another one misspelt: "survices" and "services" have
0.875."""

_SHORTEST = 6
"""The length from which a word is put right: among shorter ones too many are alike."""


class Speller:
    """Corrects misspelt words.

    `texts` give the words to correct with. A word is never touched that the library has, of which `frequencies`
    gives the number of passages, or that the embedding model has as one of its own: of common English words it has
    nearly all, so `count_tokens` gives 1 for them. Names and numbers are left alone.
    """

    def __init__(
        self,
        texts: Iterable[str],
        *,
        frequencies: Callable[[Sequence[str]], Mapping[str, int]],
        count_tokens: Callable[[Sequence[str]], Sequence[int]],
    ) -> None:
        known = {word.lower() for text in texts for word in words(text) if len(word) >= _SHORTEST}
        self._known = sorted(known | {word for word in STOP_WORDS if len(word) >= _SHORTEST})
        self._frequencies, self._count_tokens = frequencies, count_tokens

    def correct(self, text: str) -> str:
        """Return the text with its misspelt words put right; the same text where there are none."""
        doubtful = sorted(
            {word for word in words(text) if word.isalpha() and word.islower() and len(word) >= _SHORTEST}
        )
        # Of many a word the model has the singular alone: "disadvantage".
        counts = self._count_tokens([*doubtful, *(word.removesuffix("s") for word in doubtful)]) if doubtful else ()
        pairs = zip(doubtful, counts, counts[len(doubtful) :], strict=False)
        unknown = [word for word, *both in pairs if min(both) > 1 and not is_stop(word)]
        frequencies = self._frequencies(unknown) if unknown else {}
        for word in unknown:
            if frequencies.get(word) or word in self._known:
                continue
            near = get_close_matches(word, self._known, n=1, cutoff=CUTOFF)
            if near:
                text = re.sub(rf"\b{re.escape(word)}\b", near[0], text)
        return text
