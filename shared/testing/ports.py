"""Ports for whole installations that tests start, elsewhere in every process of a test run."""

import os
from typing import Final

from shared.runtime.ports import is_free
from shared.settings import PORTS

FIRST: Final = 12_000
OF_A_PROCESS: Final = 4_000
PROCESSES: Final = 5
"""The rows end below 32,768, from where the system hands out ports by itself."""
ROW: Final = 100
PLACES: Final = (*range(len(PORTS)), 25, 32, 92)
"""Where services, mail box, PostgreSQL and Kafka lie, as far from the first."""


def first_port() -> int:
    """A first port behind which an installation finds room, and which no other process of this test run gives away."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % PROCESSES
    begin = FIRST + worker * OF_A_PROCESS
    rows = range(begin, begin + OF_A_PROCESS, ROW)
    return next(first for first in rows if all(is_free(first + place) for place in PLACES))
