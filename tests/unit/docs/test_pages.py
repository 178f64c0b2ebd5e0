"""Pages for operators name only commands that exist, with the arguments and options that they take."""

import re
import shlex
from pathlib import Path

import pytest
import typer

from services.__main__ import app
from services.catalogue import CATALOGUE

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGES = sorted((*(DOCS / "operations").glob("*.md"), DOCS / "partners.md"))
COMMAND = re.compile(r"`pactline ([^`\n]+)`")
ROOT = typer.main.get_command(app)
SERVICES = [spec.name for spec in CATALOGUE]


def commands(page: Path) -> list[str]:
    """What the page says to type; `[optional]` is taken as typed, alternatives and `…` are left out."""
    found = []
    for said in COMMAND.findall(page.read_text(encoding="utf-8")):
        plain = said.replace("[", "").replace("]", "").replace("…", "")
        found += [plain.replace("<service>", one) for one in (SERVICES[1:4] if "<service>" in plain else [""])]
    return found


def refusal(line: str) -> str:
    """What is wrong with a command line, as the command itself would say."""
    command, words, path = ROOT, shlex.split(line), "pactline"
    while words and hasattr(command, "commands"):
        if words[0] not in command.commands:
            return f"{words[0]} is no command of {path}"
        path = f"{path} {words[0]}"
        command = command.commands[words.pop(0)]
    options = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
    unknown = [word for word in words if word.startswith("-") and word.partition("=")[0] not in options]
    return f"{path} has no {', '.join(unknown)}" if unknown else ""


def test_every_page_has_been_found():
    assert {"lag.md", "restore.md", "upgrade.md", "disk-full.md", "partners.md"} <= {page.name for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_command_of_the_page_exists_with_its_options(page):
    assert {line: said for line in commands(page) if (said := refusal(line))} == {}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("backpu TARGET", "no command"),
        ("backup TARGET --hot", "has no --hot"),
        ("parked lose customer 1", "no command"),
    ],
)
def test_a_command_that_does_not_exist_would_be_found(line, words):
    assert words in refusal(line)
