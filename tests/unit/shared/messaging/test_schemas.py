import json
from datetime import date
from typing import Literal

import jsonschema
import pytest

from shared.eventstore.event import Event, Personal
from shared.messaging.consumer import Seen
from shared.messaging.examples import example, variants
from shared.messaging.released import keep, released
from shared.messaging.schemas import broken, files, main, out_of_step, refusals, schema_of
from shared.values.money import Money


class Part(Seen):
    line: int
    amount: Money


class SampleSigned(Event, name="sample.signed.v1"):
    """A sample was signed."""

    number: str
    signed_on: date
    direction: Literal["sales", "purchase"]
    total: Money
    parts: tuple[Part, ...]
    clause: str | None
    signatory: Personal[str]
    note: str = ""


SCHEMA = schema_of(SampleSigned, "sample")


def test_personal_fields_are_not_in_the_published_language():
    assert "signatory" not in str(SCHEMA)


def test_fields_with_a_default_need_not_be_there_and_unknown_ones_may_come():
    assert SCHEMA["required"] == ["clause", "direction", "number", "parts", "signed_on", "total"]
    assert "note" in SCHEMA["properties"]
    assert "additionalProperties" not in SCHEMA


def test_what_an_event_puts_on_the_wire_is_valid_by_its_schema():
    event = SampleSigned.model_validate_json(json.dumps({**example(SCHEMA), "signatory": "Li Wei"}))
    jsonschema.validate(json.loads(event.public_json()), SCHEMA)


def test_examples_show_every_alternative_and_are_valid():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    shown = list(variants(SCHEMA))
    for one in shown:
        jsonschema.validate(one, SCHEMA)
    assert {one["direction"] for one in shown} == {"sales", "purchase"}
    assert {type(one["clause"]) for one in shown} == {str, type(None)}
    assert any("note" not in one for one in shown)


class TotalSeen(Seen):
    number: str
    total: Money
    clause: str | None


class Misread(Seen):
    number: int
    clause: str
    note: str
    colour: str = ""


def test_a_model_of_only_what_is_needed_reads_every_event():
    assert refusals(TotalSeen, SCHEMA) == []


def test_a_model_that_would_refuse_published_events_is_named_by_field():
    problems = refusals(Misread, SCHEMA)
    assert "colour is not published" in problems
    assert "note need not be there" in problems
    assert any(problem.startswith("number = ") for problem in problems)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "shared" / "schemas"
    folder.mkdir(parents=True)
    for place, text in files({"sample": {"sample.signed.v1": SCHEMA}}).items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text, encoding="utf-8")
    keep(folder, {"sample/sample.signed.v1.json": json.dumps(SCHEMA)})
    return folder


def made(**changed):
    fields = {**SCHEMA["properties"], **changed}
    return files({"sample": {"sample.signed.v1": {**SCHEMA, "properties": fields}}})


def test_files_that_are_not_what_the_classes_say_are_named(folder):
    assert out_of_step(made(), folder) == []
    assert len(out_of_step(made(colour={"type": "string"}), folder)) == 3


def test_a_breaking_change_without_a_new_version_is_named(folder):
    assert broken(made(colour={"type": "string"}), released(folder).texts) == []
    assert broken(made(number={"type": "integer"}), released(folder).texts) == [
        "sample/sample.signed.v1.json/number: type was 'string' and is 'integer'"
    ]


def test_an_event_that_nobody_publishes_or_up_casts_any_more_is_named(folder):
    assert broken(files({"sample": {}}), released(folder).texts) == [
        "sample/sample.signed.v1.json: no class publishes it and no up-caster reads it any more"
    ]


def test_the_catalogue_shows_every_event_with_its_fields(folder):
    page = (folder / "../../docs/events/sample.md").read_text(encoding="utf-8")
    assert "## `sample.signed.v1`\n\nA sample was signed." in page
    assert "| `direction` | `sales`, `purchase` |" in page
    assert "| *`note`* | text |" in page
    assert "| `parts` | list of {line, amount} |" in page


def test_an_unknown_command_ends_with_two(capsys):
    assert main(["publish"]) == 2
    assert "write|check" in capsys.readouterr().err
