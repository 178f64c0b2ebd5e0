from pathlib import Path

import pytest

from shared.migrations.chain import BrokenChainError, Chain, chain_of

AFTER = Chain(("0001", "0002", "0003"), before="0002")


def write(folder: Path, **follows: str | None) -> Path:
    for name, before in follows.items():
        after = "after = True\n" if name == "drops" else ""
        text = f'"""A step."""\n\nrevision = "{name}"\ndown_revision = {before!r}\n{after}\n\ndef upgrade(m): ...\n'
        (folder / f"{name}_step.py").write_text(text)
    return folder


def test_revisions_are_read_in_the_order_in_which_they_follow(tmp_path):
    (tmp_path / "__init__.py").write_text("")
    chain = chain_of(write(tmp_path, b="first", first=None, a="b"))
    assert chain == Chain(("first", "b", "a"), before="a")


def test_what_only_takes_away_is_not_needed_by_the_code_that_brings_it(tmp_path):
    assert chain_of(write(tmp_path, first=None, drops="first")) == Chain(("first", "drops"), before="first")


@pytest.mark.parametrize(
    "follows",
    [
        {},
        {"first": None, "second": None},
        {"first": None, "a": "first", "b": "first"},
        {"first": None, "third": "second"},
        {"a": "b", "b": "a"},
    ],
)
def test_revisions_that_are_no_chain_are_refused(tmp_path, follows):
    with pytest.raises(BrokenChainError):
        chain_of(write(tmp_path, **follows))


@pytest.mark.parametrize(
    ("stands", "works", "reached", "finished"),
    [
        ("0001", False, False, False),
        ("0002", True, True, False),
        ("0003", True, True, True),
        ("made by a newer code", True, False, False),
    ],
)
def test_where_a_database_stands_says_what_is_left_to_do(stands, works, reached, finished):
    assert AFTER.works_on(stands) is works
    assert AFTER.reached(stands, finish=False) is reached
    assert AFTER.reached(stands, finish=True) is finished
