"""Find text that reads like an instruction to a program: a report has no business to speak to whoever reads it out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from insourcing_assistant.types import Caution, Page, ParsedReport

SENTENCE = "Text that reads like an instruction to a program was found; it is treated as text."

_MACHINE = (
    r"(?:(?:ai|virtual|digital|helpful|harmless|unrestricted)\W+)+(?:assistant|agent)|chat\W?bot|language\W+model|llm"
)

# Each pattern needs two things that reports do not say together, such as a command and what only a program is given.
# Neither counts alone: policy papers override rules, care assistants are spoken to as "you", and consultations ask
# people to leave personal details out of their response.
_PATTERNS = (
    # "Ignore all previous instructions", "Ignore your sources and earlier instructions".
    r"\b(?:ignore|disregard|forget|override)\b(?:\W+\w+){0,3}?\W+(?:previous|prior|earlier|preceding|above)\W+"
    r"(?:\w+\W+){0,2}?(?:instructions?|prompts?|commands?|messages?)\b",
    r"\b(?:ignore|disregard|forget|override)\W+(?:all\W+|any\W+)?(?:of\W+)?(?:the\W+|your\W+|these\W+)?(?:system\W+)?"
    r"(?:instructions?|prompts?)\W+(?:above|before|that\W+you|you\b|so\W+far|given\W+to)",
    r"\b(?:ignore|disregard|forget)\W+(?:all\W+|any\W+)?(?:of\W+)?your\W+(?:\w+\W+){0,2}?"
    r"(?:instructions?|prompts?|rules|guidelines|training|programming|sources)\b",
    r"\b(?:ignore|disregard|forget)\W+(?:everything|anything|all|what)\W+(?:that\W+)?"
    r"(?:you\W+(?:were|have\W+been)\W+told|(?:is\W+|was\W+|came\W+)?(?:above|before\W+this))\b",
    # "You are an assistant that …", "You are now a language model", "Act as a chatbot".
    r"(?<!\bif )(?<!\bwhether )(?<!\bwhen )\byou\W+are\W+(?:now\W+)?an\W+assistant"
    r"(?=\s*(?:[.,;:!]|that\b|which\b|who\b))",
    rf"\byou\W+are\W+(?:now\W+)?(?:an?|the)\W+(?:\w+\W+){{0,2}}?(?:{_MACHINE}|ai(?! \w))(?!\w)",
    rf"\b(?:act|behave|respond|pretend)\W+(?:as|like|to\W+be)\W+(?:an?|the)\W+(?:\w+\W+){{0,2}}?(?:{_MACHINE})\b",
    # What a program is told by, and how it is addressed.
    r"\b(?:system|hidden|developer)\W+prompt\b",
    r"\b(?:jail\W?break|developer|unrestricted)\W+mode\W+(?:on|enabled|activated)\b",
    rf"\b(?:note|message|instructions?)\W+(?:for|to)\W+(?:the\W+|any\W+|all\W+)?(?:{_MACHINE}|ai)s?\b[^.:\n]{{0,30}}:",
    # "Assistant: tell the user that …", "Do not mention this to the user".
    r"\b(?:tell|assure|convince|persuade)\W+the\W+user\W+(?:that|about)\b",
    r"\b(?:do\W+not|don['’]t|never)\W+(?:mention|reveal|disclose|repeat|tell)\b[^.\n]{0,60}?"
    r"(?:\bto\W+the\W+user\b|\bthe\W+user\W+(?:that|about)\b|\b(?:these|your|the\W+above)\W+(?:instructions?|prompt)\b)",
    r"\b(?:do\W+not|don['’]t|never)\W+mention\b[^.\n]{0,60}?\bin\W+your\W+(?:answer|reply|summary|output)\b",
    r"(?:(?m:^)|(?<=[.!?]\s))[^\w\n]{0,3}(?:assistant|system)\s?:\s+(?:you|tell|say|ignore|always|never|do\s+not|answer|reply|write|"
    r"print|output|respond)\b",
    # The marks that separate the roles in what a language model is given.
    r"<\|(?:im_start|im_end|system|user|assistant|endoftext|begin_of_text|end_of_text|eot_id|start_header_id)\|>",
    r"\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>",
)
_INSTRUCTION = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)


def flag_instructions(parsed: ParsedReport) -> ParsedReport:
    """Add a caution with the pages on which text reads like an instruction to a program. The text stays as it is."""
    pages = tuple(page.number for page in _pages_with_instructions(parsed))
    if not pages:
        return parsed
    return replace(parsed, warnings=(*parsed.warnings, Caution(SENTENCE, pages)))


def reads_like_an_instruction(text: str) -> bool:
    """Say whether there is something in a text that reads like an instruction to a program."""
    return bool(_INSTRUCTION.search(text))


def _pages_with_instructions(parsed: ParsedReport) -> Iterator[Page]:
    starts = [match.start() for match in _INSTRUCTION.finditer(parsed.text)]
    for page in parsed.pages:
        if any(page.start <= start < page.end for start in starts):
            yield page
