"""The API: questions, searches and the list of publications over HTTP, as the JSON that the command line prints."""

from insourcing_assistant.api.addresses import API_FOLDER, API_PATHS, Api, build_api
from insourcing_assistant.api.refusals import refusal

__all__ = ["API_FOLDER", "API_PATHS", "Api", "build_api", "refusal"]
