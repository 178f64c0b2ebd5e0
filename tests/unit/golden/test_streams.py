"""The streams of every release fold to the state they folded to then, read through today's up-casters."""

import json
from pathlib import Path

import pytest

from shared.messaging.discovery import published_events
from tests.golden.__main__ import document, folder
from tests.golden.folding import ROOT, aggregates, differences, folded, read
from tests.golden.streams import STREAMS

KEPT = sorted((ROOT / "tests" / "golden").glob("v*/*/*.json"))
PUBLISHED = published_events()


def name_of(file: Path) -> str:
    return "/".join(file.parts[-3:])


@pytest.mark.parametrize("file", KEPT, ids=name_of)
def test_a_stream_of_any_release_folds_to_the_state_it_had(file):
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert differences(kept["state"], folded(kept["stream"], kept["events"])) == []


@pytest.mark.parametrize("file", KEPT, ids=name_of)
def test_a_stream_folds_also_when_its_key_is_gone(file):
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert folded(kept["stream"], kept["events"], erased=True)


@pytest.mark.parametrize("file", KEPT, ids=name_of)
def test_a_state_is_read_back_from_a_snapshot_as_it_was(file):
    kept = json.loads(file.read_text(encoding="utf-8"))
    aggregate = aggregates()[kept["stream"].partition("-")[0]]
    state = aggregate.fold([read(event) for event in kept["events"]])
    snapshot = aggregate.kept(state)
    assert snapshot is not None
    assert aggregate.read(snapshot) == state


def test_every_event_that_is_published_is_among_the_streams_of_this_version():
    kept = {
        (file.parent.name, event["type"])
        for file in folder().glob("*/*.json")
        for event in json.loads(file.read_text(encoding="utf-8"))["events"]
    }
    missing = {(service, name) for service, events in PUBLISHED.items() for name in events} - kept
    assert not missing, f"Add them in tests/golden/streams.py and run `python -m tests.golden`: {sorted(missing)}"


def test_every_aggregate_has_a_stream():
    kept = {name.partition("-")[0] for streams in STREAMS.values() for name in streams}
    assert sorted(aggregates().keys() - kept) == []


def test_the_files_of_this_version_are_what_today_would_be_written():
    files = {f"{file.parent.name}/{file.stem}": file for file in folder().glob("*/*.json")}
    wanted = {f"{service}/{name}": told for service, streams in STREAMS.items() for name, told in streams.items()}
    assert sorted(files) == sorted(wanted)
    stale = [
        name
        for name, file in files.items()
        if document(file.stem, wanted[name]) != json.loads(file.read_text(encoding="utf-8"))
    ]
    assert stale == [], "Run `python -m tests.golden`; of a release that is out, raise the version first."


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": 1}, {"b": 2}, ["/a is no longer there"]),
        ({"a": [1, 2]}, {"a": [1, 3]}, ["/a/1 was 2 and is 3"]),
        ({"a": [1]}, {"a": [1, 2]}, ["/a was [1] and is [1, 2]"]),
    ],
)
def test_a_state_may_know_more_than_it_did_but_nothing_else(then, now, words):
    assert differences(then, now) == words
