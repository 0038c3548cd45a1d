"""Answers questions about insourcing from published reports."""
