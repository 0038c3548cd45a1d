"""Answers made of cited statements: what may be said, how it is chosen, and when nothing can be said."""
