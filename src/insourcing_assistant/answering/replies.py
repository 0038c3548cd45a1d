"""What is said without a search: a welcome, and what to do with instructions and requests for an opinion."""

from __future__ import annotations

import re

from insourcing_assistant.types import Answer

WELCOME = (
    "Hello. Ask what the publications in this library say about insourcing, that is, bringing public services back "
    "in-house. Each sentence of an answer comes with a quote from the sources to check it by. What the "
    "publications do not say is not answered."
)

ITSELF = (
    "This is a program that looks up what the publications in its library say about insourcing, and answers in their "
    "own sentences, each with its source. It is no person, and it has no opinion; what the publications do not say is "
    "not answered."
)

THANKS = "You are welcome. Ask another question whenever you like."

NO_INSTRUCTIONS = (
    "That reads as an instruction rather than a question about the reports, so nothing was searched. Answers here "
    "say only what stands in the publications."
)

NO_OPINION = (
    "This assistant holds no opinion and gives no advice on voting. It can show what the publications argue, who "
    "wrote them, and what their critics replied."
)

_GREETING = (
    r"(?:hello|hi|hey|hiya|good (?:morning|afternoon|evening|day)|greetings|helo|hallo)(?: there| all| everyone)?"
)
_ABOUT_ITSELF = (
    r"(?:what|how) (?:can|could|do|does|will) (?:you|this(?: \w+)?|it) (?:do|help|work|answer)(?: for me| with)?"
    r"|(?:who|what) are you|what is this(?: \w+)?(?: for)?|how do i use (?:this|you)(?: \w+)?|help(?: me)?(?: please)?"
    r"|how does (?:this|it)(?: \w+)? work|what (?:can|should|could) i ask(?: you)?(?: about)?"
)
_WELCOME = re.compile(rf"\W*(?:{_GREETING})?\W*(?:(?:{_ABOUT_ITSELF})\W*)?", re.IGNORECASE)
_ITSELF = re.compile(
    r"\W*(?:so |and )?(?:are|r) you (?:an? )?(?:chat ?gpt|gpt|ai|artificial intelligence|bot|robot|chatbot|machine"
    r"|person|human(?: being)?|real(?: person)?|computer|llm|language model)\W*"
    r"|\W*who (?:made|built|created|runs|owns) (?:you|this(?: (?:chat|assistant|program|site|website|tool|app))?)\W*"
    r"|\W*(?:am i|is this) (?:(?:talking|speaking|chatting) (?:to|with) )?(?:an? )?"
    r"(?:ai|bot|robot|human|person|machine)\W*",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\W*(?:(?:many |ok(?:ay)?,? )?thanks?(?: you)?(?: very much| a lot| so much)?|cheers|ta)\W*", re.IGNORECASE
)
_INSTRUCTION = re.compile(
    r"^\W*(?:please )?(?:ignore|disregard|forget|override)\b"
    r"|[.;!,]\s*(?:please )?(?:ignore|disregard|forget|override)\b"
    r"|\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:your|all|previous|earlier|above)\b.{0,20}"
    r"\b(?:instructions?|prompts?|sources?)\b"
    r"|\b(?:your|the) (?:system|hidden|initial) prompt\b|\bsystem prompt\b|\byou are now\b"
    r"|\bpretend (?:to be|that you|you)\b|^\W*act as (?:a|an|if)\b|\bjailbreak\b|\brepeat after me\b",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"\b(?:who|which party|how) (?:should|shall|do|would) (?:i|we|you) vote\b|\bshould (?:i|we) vote\b"
    r"|\b(?:do|would) you (?:think|believe|agree|support|prefer|vote)\b|\byour (?:own )?(?:opinion|view|views)\b"
    r"|\bis \w+ (?:evil|wicked|stupid)\W*$",
    re.IGNORECASE,
)


def reply(question: str) -> Answer | None:
    """Return what is said without a search, or None where the question is to be searched."""
    if _WELCOME.fullmatch(question):
        return Answer(question=question, kind="welcome", message=WELCOME)
    if _ITSELF.fullmatch(question.rstrip(" ?!.")):
        return Answer(question=question, kind="welcome", message=ITSELF)
    if _THANKS.fullmatch(question):
        return Answer(question=question, kind="welcome", message=THANKS)
    if _INSTRUCTION.search(question):
        return Answer(question=question, kind="abstention", message=NO_INSTRUCTIONS)
    if _OPINION.search(question):
        return Answer(question=question, kind="abstention", message=NO_OPINION)
    return None
