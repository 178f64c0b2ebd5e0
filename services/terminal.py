"""How the commands of `pactline` read what they are given, and how they refuse it.

Exit status, the same for every command: 0, done; 1, what was given is refused (a file that can't be read, a field in
it, an option's value) or what was looked at is not as it should be; 2, the command line itself is not understood.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from shared.values.errors import DomainError, InvalidFieldError

STANDARD_INPUT: Final = "-"
REFUSED: Final = 1
PROBLEM: Final = "urn:pactline:problem:"


DataDir = Annotated[Path, typer.Option("--data-dir", envvar="PACTLINE_DATA_DIR", help="Where the installation lives.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
DEFAULT_DIR: Final = Path(".pactline")


def say(words: str) -> None:
    """A line for the person who waits; standard output is for data alone."""
    typer.echo(words, err=True)


def print_json(document: Any) -> None:
    """The document as one line of JSON on standard output."""
    json.dump(document, sys.stdout, ensure_ascii=False, allow_nan=False, default=str)
    sys.stdout.write("\n")


def show(document: Any, *, as_json: bool, lines: list[str]) -> None:
    """The document for a program, or its lines for a person."""
    if as_json:
        print_json(document)
    else:
        sys.stdout.writelines(f"{line}\n" for line in lines)


def in_one_line(text: str) -> str:
    """The text on one line of a list, however many it has."""
    return " ".join(text.split())


def read_input(file: str, at_most: int = -1) -> bytes:
    """What a file holds, or standard input for `-`; not more than `at_most` bytes where that is given.

    Raises `InvalidFieldError` naming `/file` when it can't be read.
    """
    try:
        if file == STANDARD_INPUT:
            return sys.stdin.buffer.read(at_most)
        with Path(file).open("rb") as source:
            return source.read(at_most)
    except (OSError, ValueError) as error:
        raise InvalidFieldError("/file", f"it can't be read: {_reason(error)}") from error


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror or "unreadable") if isinstance(error, OSError) else "it is no name of a file"


@contextmanager
def refusals(*, as_json: bool) -> Iterator[None]:
    """Ends the command with status 1 when what the block was given is refused: a sentence that names the field, or the
    problem as JSON, on standard error.
    """
    try:
        yield
    except DomainError as refusal:
        if as_json:
            say(json.dumps(_problem(refusal), ensure_ascii=False, default=str))
        else:
            for line in _sentences(refusal):
                say(f"refused: {line}")
        raise typer.Exit(REFUSED) from None


def _problem(refusal: DomainError) -> dict[str, Any]:
    return {
        "type": PROBLEM + refusal.kind,
        "title": refusal.kind.replace("-", " ").capitalize(),
        "status": refusal.status,
        "detail": refusal.detail,
        **refusal.details,
    }


def _in_words(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _sentences(refusal: DomainError) -> list[str]:
    errors = refusal.details.get("errors")
    told = [f"{name} {_in_words(value)}" for name, value in refusal.details.items() if name != "errors"]
    figures = f" ({'; '.join(told)})" if told else ""
    if not isinstance(errors, list):
        return [refusal.detail + figures]
    named = [(str(each["pointer"]).strip("/"), str(each["detail"])) for each in errors]
    lines = [f"{where}: {reason}" if where else reason for where, reason in named]
    return [*lines[:-1], lines[-1] + figures] if lines else [refusal.detail + figures]
