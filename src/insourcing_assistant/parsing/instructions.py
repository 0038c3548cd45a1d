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

# Each pattern stands behind the words of which it needs one, in lower case.
#
# A pattern needs two things that reports do not say together, such as a command and what only a program is given.
# Neither counts alone: policy papers override rules, care assistants are spoken to as "you", and consultations ask
# people to leave personal details out of their response.
_PATTERNS: tuple[tuple[tuple[str, ...], str], ...] = (
    # "Ignore all previous instructions", "Ignore your sources and earlier instructions".
    (
        ("ignore", "disregard", "forget", "override"),
        r"\b(?:ignore|disregard|forget|override)\b(?:\W+\w+){0,3}?\W+(?:previous|prior|earlier|preceding|above)\W+"
        r"(?:\w+\W+){0,2}?(?:instructions?|prompts?|commands?|messages?)\b",
    ),
    (
        ("ignore", "disregard", "forget", "override"),
        r"\b(?:ignore|disregard|forget|override)\W+(?:all\W+|any\W+)?(?:of\W+)?(?:the\W+|your\W+|these\W+)?(?:system\W+)?"
        r"(?:instructions?|prompts?)\W+(?:above|before|that\W+you|you\b|so\W+far|given\W+to)",
    ),
    (
        ("ignore", "disregard", "forget"),
        r"\b(?:ignore|disregard|forget)\W+(?:all\W+|any\W+)?(?:of\W+)?your\W+(?:\w+\W+){0,2}?"
        r"(?:instructions?|prompts?|rules|guidelines|training|programming|sources)\b",
    ),
    (
        ("ignore", "disregard", "forget"),
        r"\b(?:ignore|disregard|forget)\W+(?:everything|anything|all|what)\W+(?:that\W+)?"
        r"(?:you\W+(?:were|have\W+been)\W+told|(?:is\W+|was\W+|came\W+)?(?:above|before\W+this))\b",
    ),
    # "You are an assistant that …", "You are now a language model", "Act as a chatbot".
    (
        ("assistant",),
        r"(?<!\bif )(?<!\bwhether )(?<!\bwhen )\byou\W+are\W+(?:now\W+)?an\W+assistant"
        r"(?=\s*(?:[.,;:!]|that\b|which\b|who\b))",
    ),
    (("you",), rf"\byou\W+are\W+(?:now\W+)?(?:an?|the)\W+(?:\w+\W+){{0,2}}?(?:{_MACHINE}|ai(?! \w))(?!\w)"),
    (
        ("act", "behave", "respond", "pretend"),
        rf"\b(?:act|behave|respond|pretend)\W+(?:as|like|to\W+be)\W+(?:an?|the)\W+(?:\w+\W+){{0,2}}?(?:{_MACHINE})\b",
    ),
    # What a program is told by, and how it is addressed.
    (("prompt",), r"\b(?:system|hidden|developer)\W+prompt\b"),
    (("mode",), r"\b(?:jail\W?break|developer|unrestricted)\W+mode\W+(?:on|enabled|activated)\b"),
    (
        ("note", "message", "instruction"),
        rf"\b(?:note|message|instructions?)\W+(?:for|to)\W+(?:the\W+|any\W+|all\W+)?(?:{_MACHINE}|ai)s?\b[^.:\n]{{0,30}}:",
    ),
    # "Assistant: tell the user that …", "Do not mention this to the user".
    (("user",), r"\b(?:tell|assure|convince|persuade)\W+the\W+user\W+(?:that|about)\b"),
    (
        ("user", "instruction", "prompt"),
        r"\b(?:do\W+not|don['’]t|never)\W+(?:mention|reveal|disclose|repeat|tell)\b[^.\n]{0,60}?"
        r"(?:\bto\W+the\W+user\b|\bthe\W+user\W+(?:that|about)\b|\b(?:these|your|the\W+above)\W+(?:instructions?|prompt)\b)",
    ),
    (
        ("mention",),
        r"\b(?:do\W+not|don['’]t|never)\W+mention\b[^.\n]{0,60}?\bin\W+your\W+(?:answer|reply|summary|output)\b",
    ),
    (
        ("assistant", "system"),
        r"(?:(?m:^)|(?<=[.!?]\s))[^\w\n]{0,3}(?:assistant|system)\s?:\s+(?:you|tell|say|ignore|always|never|do\s+not|answer|reply|write|"
        r"print|output|respond)\b",
    ),
    # The marks that separate the roles in what a language model is given.
    (
        ("<|",),
        r"<\|(?:im_start|im_end|system|user|assistant|endoftext|begin_of_text|end_of_text|eot_id|start_header_id)\|>",
    ),
    (("inst]", "<<", "_of_turn"), r"\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>"),
)
_INSTRUCTIONS = tuple((needles, re.compile(pattern, re.IGNORECASE)) for needles, pattern in _PATTERNS)


def flag_instructions(parsed: ParsedReport) -> ParsedReport:
    """Add a caution with the pages on which text reads like an instruction to a program. The text stays as it is."""
    pages = tuple(page.number for page in _pages_with_instructions(parsed))
    if not pages:
        return parsed
    return replace(parsed, warnings=(*parsed.warnings, Caution(SENTENCE, pages)))


def reads_like_an_instruction(text: str) -> bool:
    """Say whether there is something in a text that reads like an instruction to a program."""
    return any(_instructions(text))


def _pages_with_instructions(parsed: ParsedReport) -> Iterator[Page]:
    starts = [match.start() for match in _instructions(parsed.text)]
    for page in parsed.pages:
        if any(page.start <= start < page.end for start in starts):
            yield page


def _instructions(text: str) -> Iterator[re.Match[str]]:
    """Find all that reads like one: by the patterns alone whose words are in the text."""
    lower = text.lower()
    for needles, pattern in _INSTRUCTIONS:
        if any(needle in lower for needle in needles):
            yield from pattern.finditer(text)
