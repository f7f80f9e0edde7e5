"""`python -m inbox.sandbox`: the network by itself, without anything of the product."""

from __future__ import annotations

import argparse
from pathlib import Path

from inbox.sandbox.serve import CannotListen, serve


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="inbox.sandbox", description="Run the sandbox network.")
    parser.add_argument("--file", type=Path, required=True, help="where its memory is kept")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 chooses a free one")
    options = parser.parse_args()
    try:
        serve(options.file, host=options.host, port=options.port)
    except CannotListen as problem:
        parser.exit(2, f"{str(problem)[0].upper()}{str(problem)[1:]}\n")


if __name__ == "__main__":
    main()
