"""`python app.py …` is `insourcing serve …`: the chat in the browser."""

import sys

from insourcing_assistant.cli import main

if __name__ == "__main__":
    main(["serve", *sys.argv[1:]])
