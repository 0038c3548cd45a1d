"""`python -m insourcing_assistant` is `insourcing`."""

from insourcing_assistant.cli import main

main()
