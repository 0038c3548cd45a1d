"""Adapters for other frameworks, each at the edge and imported by nobody inside."""
