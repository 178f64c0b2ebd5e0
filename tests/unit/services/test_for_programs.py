"""Every command that gives data gives it to programs too."""

from collections.abc import Iterator
from typing import Any

import typer.main

from services.__main__ import app

ONE_FORM = {
    "contract export-ocds": "what it gives is JSON",
    "demo": "it tells a story",
    "up": "it serves until it is stopped",
}


def commands(command: Any, *path: str) -> Iterator[tuple[str, Any]]:
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield from commands(inner, *path, name)
    else:
        yield " ".join(path), command


def test_what_gives_data_gives_it_as_json_where_it_is_asked_to():
    found = dict(commands(typer.main.get_command(app)))
    assert len(found) > 30
    plain = {
        name for name, one in found.items() if "--json" not in {option for each in one.params for option in each.opts}
    }
    assert plain == ONE_FORM.keys()
