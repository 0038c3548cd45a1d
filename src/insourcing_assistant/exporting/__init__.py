"""Recorded answers as files: Markdown, Word and PDF with footnotes, and their sources for reference managers."""

from insourcing_assistant.exporting.files import FORMATS, ExportedFile, export, format_of
from insourcing_assistant.exporting.records import record_of
from insourcing_assistant.exporting.styles import STYLES

__all__ = ["FORMATS", "STYLES", "ExportedFile", "export", "format_of", "record_of"]
