"""In the receiving node: take the envelopes in a file (one a line, hexadecimal) and say what each cost."""

import json
import sys
from pathlib import Path

import django


def main(file: str) -> None:
    """One line of JSON."""
    django.setup()
    from benchmarks import where

    lines = Path(file).read_text("ascii").split()
    print(json.dumps(where.receiving([bytes.fromhex(line) for line in lines])))


if __name__ == "__main__":
    main(sys.argv[1])
