"""`python -m services.contract.attachment.beside KIND`: reads a file from its input and tells its words, within bounds
that the system keeps.
"""

import json
import resource
import sys
from dataclasses import asdict
from typing import Final

from services.contract.attachment.words import READERS, words_in
from services.contract.file.events import FileKind

MOST_SECONDS: Final = 10
MOST_MEMORY: Final = 1024 * 2**20
BOUNDS: Final = (
    (resource.RLIMIT_CPU, MOST_SECONDS),
    (resource.RLIMIT_AS, MOST_MEMORY),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)


def main(kind: FileKind) -> None:
    """Whoever started it reads one line of JSON; a process that passes a bound is ended by the system."""
    for bound, most in BOUNDS:
        resource.setrlimit(bound, (most, most))
    found = words_in(kind, sys.stdin.buffer.read())
    sys.stdout.write(json.dumps(asdict(found)))


if __name__ == "__main__":
    main(next(kind for kind in READERS if kind == sys.argv[1]))
