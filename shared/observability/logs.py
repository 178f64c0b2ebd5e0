"""Structured logs: one JSON object a line on standard error, with the correlation id, personal fields masked."""

import logging
import re
import sys
from collections.abc import Iterable, Mapping, MutableMapping
from contextlib import AbstractContextManager, suppress
from typing import Any, Final, TextIO, cast

import structlog
from pydantic import BaseModel
from pydantic_core import to_json
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.types import EventDict, Processor

MASK: Final = "***"
QUIET: Final = ("aiokafka", "httpx")
"""Libraries whose ordinary lines say nothing, or hold addresses with what somebody searched for."""

_secret_keys: Final = {
    "authorization", "client_secret", "cookie", "email", "password",
    "person_name", "phone", "secret", "session", "token",
}  # fmt: skip
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_MOBILE: Final = re.compile(r"(?<![\w-])(\+?86[- ]?)?1[3-9]\d{9}(?![\w-])")
_TOKEN: Final = re.compile(r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*")
_PASSWORD_IN_URL: Final = re.compile(r"(?<=://)([^/:@\s]+):[^/@\s]+@")
_OWN: Final = frozenset({"event", "level", "timestamp", "logger", "service", "correlation"})
_DEEPEST: Final = 8


def never_log(fields: Iterable[str]) -> None:
    """Adds names of fields whose values are masked wherever they are logged, such as the personal fields of events."""
    _secret_keys.update(fields)


def configure_logs(service: str, level: str = "info", stream: TextIO | None = None) -> None:
    """Sets up structlog and the standard library's logging alike; call once, when a process has become its service."""
    number = logging.getLevelNamesMapping()[level.upper()]
    before: list[Processor] = [
        merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(service),
    ]
    after: list[Processor] = [structlog.processors.format_exc_info, mask, _rendered]
    out = cast("TextIO", Unfailing(stream or sys.stderr))
    structlog.configure(
        processors=[*before, *after],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.addFilter(Seldom("aiokafka"))
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*before, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *after],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))


class Unfailing:
    """A log that can't be written stops nobody: while its disk is full, lines are left out.

    Who waits out a failure says so in the log; an error from there would end the task that was to go on.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._stream.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()


class Seldom(logging.Filter):
    """Lets a library that complains ten times a second say each thing once in `seconds`."""

    def __init__(self, library: str, seconds: float = 30) -> None:
        super().__init__()
        self._library = library
        self._seconds = seconds
        self._said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith(self._library):
            return True
        said = self._said.get(record.msg)
        if said is not None and record.created - said < self._seconds:
            return False
        self._said[record.msg] = record.created
        return True


def correlated(correlation: str, **more: str) -> AbstractContextManager[Any]:
    """Within it every log line of this task carries the correlation id (and what else is given)."""
    return bound_contextvars(correlation=correlation, **more)


def mask(_: Any, __: str, line: EventDict) -> EventDict:
    """Hides values of secret and personal fields at any depth, and e-mail addresses, mobile numbers, tokens in text."""
    return {key: value if key in _OWN and key != "event" else _masked(key, value, 0) for key, value in line.items()}


def _masked(key: str, value: Any, depth: int) -> Any:
    if key.lower() in _secret_keys and value is not None:
        return MASK
    if isinstance(value, str):
        return _cleaned(value)
    if isinstance(value, int | float | None):
        return value
    if depth >= _DEEPEST:
        return f"<{type(value).__name__}>"
    if isinstance(value, Mapping):
        return {str(name): _masked(str(name), inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked("", inner, depth + 1) for inner in value]
    if isinstance(value, BaseException):
        return _cleaned(repr(value))
    return f"<{type(value).__name__}>" if isinstance(value, BaseModel) else _cleaned(str(value))


def _cleaned(text: str) -> str:
    text = _EMAIL.sub(MASK, _PASSWORD_IN_URL.sub(rf"\1:{MASK}@", text))
    return _TOKEN.sub(MASK, _MOBILE.sub(MASK, text))


def _named(service: str) -> Processor:
    def name(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        line.setdefault("service", service)
        return line

    return name


def _rendered(_: Any, __: str, line: EventDict) -> str:
    return to_json(line, fallback=repr, inf_nan_mode="constants").decode()
