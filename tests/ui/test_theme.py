import re

import pytest

from insourcing_assistant.ui.theme import TOKENS, gradio_theme, resource, stylesheet


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        *((ink, ground, 4.5) for ink in ("ink", "ink-2", "accent") for ground in ("paper", "surface", "sunk")),
        ("ink", "mark", 4.5),
        ("ink", "warn-soft", 4.5),
        ("warn", "warn-soft", 4.5),
        ("warn", "paper", 4.5),
        ("accent-ink", "accent", 4.5),
        ("edge", "paper", 3),
        ("edge", "surface", 3),
    ],
)
def test_words_and_edges_can_be_seen_by_day_and_by_night(ink: str, ground: str, least: float, night: bool) -> None:
    assert contrast(TOKENS[ink][night], TOKENS[ground][night]) >= least


def test_the_style_sheet_has_every_colour_from_the_tokens() -> None:
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", resource("page.css")))
    assert used == {*TOKENS, "sans", "serif"}
    assert "prefers-color-scheme: dark" in stylesheet()


def test_nothing_is_fetched_from_another_host() -> None:
    everything = stylesheet() + resource("page.js") + resource("shell.html") + str(gradio_theme()._get_theme_css())  # type: ignore[no-untyped-call]
    everything = everything.replace("http://www.w3.org/2000/svg", "")  # the name of a format
    assert not re.findall(r"https?://|@import|@font-face", everything)


def test_the_shell_has_nothing_that_gradio_would_take_for_a_template() -> None:
    assert not re.findall(r"\{\{|\$\{|`|\\", resource("shell.html"))
