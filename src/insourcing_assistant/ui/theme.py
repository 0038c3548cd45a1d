"""The look of the page in one place: its colours, light and dark, and its type."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

TOKENS: dict[str, tuple[str, str]] = {
    # name: (by day, by night)
    "paper": ("#faf8f4", "#14181a"),
    "surface": ("#ffffff", "#1b2124"),
    "sunk": ("#f3efe7", "#22292c"),
    "ink": ("#1d2326", "#e9e6df"),
    "ink-2": ("#50595e", "#a9b1b5"),
    "line": ("#e3ded4", "#30383c"),
    "edge": ("#858a86", "#78838a"),  # boundaries that must be seen: 3:1 on paper and surface
    "accent": ("#0b5c55", "#6fc3b6"),
    "accent-ink": ("#ffffff", "#0c1917"),
    "accent-soft": ("#e4efec", "#1d302d"),
    "mark": ("#ffe9a8", "#5c4a12"),
    "warn": ("#8a4b08", "#f0b877"),
    "warn-soft": ("#fdf0e3", "#33261a"),
    "shadow": ("#1d232614", "#00000059"),
}
"""Every colour. Text on paper, surface and the soft grounds has a contrast of at least 4.5:1."""

SANS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
SERIF = 'Charter, "Bitstream Charter", "Source Serif 4", Georgia, "Noto Serif", serif'


def stylesheet() -> str:
    """Return the style sheet of the page, which begins with the tokens."""
    return "\n".join([_tokens(), *map(resource, ("page.css", "viewer.css", "terms.css"))])


def gradio_theme() -> gr.themes.Base:
    """Return a theme without Gradio's fonts, whose grounds are ours while the page loads."""
    theme = gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])
    (paper, paper_dark), (ink, ink_dark) = TOKENS["paper"], TOKENS["ink"]
    return theme.set(
        body_background_fill=paper,
        body_background_fill_dark=paper_dark,
        body_text_color=ink,
        body_text_color_dark=ink_dark,
    )


def resource(name: str) -> str:
    """Read a text file that comes with the page."""
    return resource_path(name).read_text(encoding="utf-8")


def resource_path(name: str) -> Path:
    """Find a file that comes with the page."""
    return Path(__file__).with_name("static") / name


def _tokens() -> str:
    # One truth for night and day: the reader's preference. Gradio's own "dark" class follows it too.
    fonts = f"--sans: {SANS}; --serif: {SERIF}"
    day = "; ".join(f"--{name}: {light}" for name, (light, _) in TOKENS.items())
    night = "; ".join(f"--{name}: {dark}" for name, (_, dark) in TOKENS.items())
    return (
        f":root {{ color-scheme: light dark; {fonts}; {day} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {night} }} }}\n"
        "@media (prefers-contrast: more) { :root { --ink-2: var(--ink); --line: var(--edge) } }"
    )
