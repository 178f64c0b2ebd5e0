"""The rows by name, each an async function of the servers and whether to run short."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final

from bench.append import appended_by_16_writers
from bench.measure import Row, Servers

ROWS: Final[dict[str, Callable[[Servers, bool], Coroutine[Any, Any, Sequence[Row]]]]] = {
    "1a": appended_by_16_writers,
}
