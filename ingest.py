"""`python ingest.py …` is `insourcing ingest …`."""

import sys

from insourcing_assistant.cli import main

if __name__ == "__main__":
    main(["ingest", *sys.argv[1:]])
