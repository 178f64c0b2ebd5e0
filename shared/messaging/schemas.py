"""The published language: one JSON Schema an event version, generated, and whoever reads held against it.

`python -m shared.messaging.schemas write|check|release`: brings the files in step with the classes, says what is wrong,
declares the language of today the one that readers may rely on.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from shared.eventstore.event import Event, upcasts
from shared.messaging.asyncapi import asyncapi
from shared.messaging.catalogue import pages
from shared.messaging.compatibility import breaks
from shared.messaging.discovery import ROOT, consumers, published_events
from shared.messaging.examples import Schema, example, resolved, variants
from shared.messaging.real_examples import kept, lacking, unpublished
from shared.messaging.released import KEPT, is_schema, keep, released

FOLDER: Final = ROOT / "shared" / "schemas"
ASYNCAPI: Final = "asyncapi.json"
CATALOGUE: Final = "../../docs/events"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def schema_of(event: type[Event], service: str) -> Schema:
    """The schema of an event's public fields as they lie on the wire.

    Fields with a default need not be there, since records from before they were added have none; unknown fields are
    allowed, since versions to come may add some. Personal fields never leave the store, so they are absent; in place of
    words stand their hash and size.
    """
    written = event.model_json_schema(mode="serialization")
    read = event.model_json_schema(mode="validation")
    schema = _loosened(written, read)
    for name in event.personal_fields:
        schema.get("properties", {}).pop(name, None)
    schema["required"] = [name for name in schema.get("required", ()) if name not in event.personal_fields]
    for field in sorted(event.word_fields):
        _add_words(schema, field, optional="null" in json.dumps(_field(event, field)))
    known = {"$schema": DIALECT, "$id": f"urn:pactline:{service}:{event.wire_name}"}
    schema = {**known, **schema, "title": event.wire_name, "type": "object"}
    return _without_strays(schema)


def _add_words(schema: Schema, field: str, *, optional: bool) -> None:
    title = field.replace("_", " ").title()
    text: Schema = {"anyOf": [{"type": "string"}, {"type": "null"}]} if optional else {"type": "string"}
    told: dict[str, Schema] = {
        f"{field}_hash": {**text, "title": f"{title} Hash"},
        f"{field}_size": {"type": "integer", "title": f"{title} Size"},
    }
    schema.setdefault("properties", {}).update(told)
    schema["required"] = sorted([*schema["required"], *told])


def _loosened(written: Schema, read: Schema) -> Schema:
    free = {key: value for key, value in written.items() if key not in {"additionalProperties", "required"}}
    if "properties" in written:
        free["required"] = sorted(read.get("required", ()))
        if isinstance(written.get("additionalProperties"), dict):
            free["additionalProperties"] = written["additionalProperties"]
    elif "additionalProperties" in written:
        free["additionalProperties"] = written["additionalProperties"]
    if "$defs" in written:
        inner = read.get("$defs", {})
        free["$defs"] = {name: _loosened(one, inner.get(name, one)) for name, one in written["$defs"].items()}
    return free


def _without_strays(schema: Schema) -> Schema:
    """Definitions that only personal fields used are left out."""
    definitions = schema.get("$defs", {})
    while strays := [name for name in definitions if json.dumps(schema).count(f'"#/$defs/{name}"') == 0]:
        for name in strays:
            del definitions[name]
    if not definitions:
        schema.pop("$defs", None)
    return schema


def all_schemas() -> dict[str, dict[str, Schema]]:
    """Of every service, by wire name."""
    return {
        service: {name: schema_of(event, service) for name, event in events.items()}
        for service, events in published_events().items()
    }


def files(schemas: dict[str, dict[str, Schema]]) -> dict[str, str]:
    """The text of every file below `shared/schemas`, by its path there, and of the catalogue beside them."""
    examples = kept(FOLDER)
    made = {f"{service}/{name}.json": _text(one) for service, found in schemas.items() for name, one in found.items()}
    catalogue = {f"{CATALOGUE}/{name}": page for name, page in pages(schemas, examples, unpublished(FOLDER)).items()}
    return {**made, ASYNCAPI: _text(asyncapi(schemas, examples)), **catalogue}


def _text(document: Schema) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def broken(made: dict[str, str], published: dict[str, str]) -> list[str]:
    """What in the new texts could break a reader of the published ones."""
    found = []
    for place, text in sorted(published.items()):
        if place in made:
            found += [f"{place}{one}" for one in breaks(json.loads(text), json.loads(made[place]))]
        elif PurePosixPath(place).stem not in upcasts:
            found.append(f"{place}: no class publishes it and no up-caster reads it any more")
    return found


def out_of_step(made: dict[str, str], folder: Path = FOLDER) -> list[str]:
    """Files whose text is not what the classes say."""
    return [
        f"{place} is not what the event classes say: run `python -m shared.messaging.schemas write`"
        for place, text in made.items()
        if not (folder / place).is_file() or (folder / place).read_text(encoding="utf-8") != text
    ]


def misread(schemas: dict[str, dict[str, Schema]]) -> list[str]:
    """Consumer models that would not take what is published: each as a sentence."""
    found = []
    for runs_in, consumer in consumers():
        for handler in consumer.handlers.values():
            who = f"{runs_in}.{consumer.name} on {handler.event} of {handler.service}"
            published = schemas.get(handler.service, {}).get(handler.event)
            if published is None:
                found.append(f"{who}: nobody publishes it")
            else:
                found += [f"{who}: {one}" for one in refusals(handler.model, published)]
    return found


def refusals(model: type[BaseModel], published: Schema) -> list[str]:
    """Why a model would not read every event of the schema; empty when it reads all."""
    read, found = model.model_json_schema(mode="validation"), []
    fields, must = published.get("properties", {}), set(published.get("required", ()))
    for name in read.get("properties", {}):
        if name not in fields:
            found.append(f"{name} is not published")
        elif name in read.get("required", ()) and name not in must:
            found.append(f"{name} need not be there")
    for value in variants(published):
        try:
            model.model_validate_json(json.dumps(value))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            found.append(f"{'.'.join(map(str, first['loc']))} = {first.get('input')!r}: {first['msg']}")
    return sorted(set(found))


def unread(events: dict[str, type[Event]], schemas: dict[str, Schema]) -> list[str]:
    """Events that do not take the examples of their own schema, which would make the documents lie."""
    found = []
    for name, event in events.items():
        value: dict[str, Any] = example(schemas[name])
        private = {
            field: example(resolved(_field(event, field), event.model_json_schema()), event.model_json_schema())
            for field in event.personal_fields
        }
        try:
            event.from_stored(json.dumps(value).encode(), json.dumps(private).encode() if private else None)
        except ValidationError as error:
            found.append(f"{name}: {error.errors(include_url=False)[0]}")
    return found


def _field(event: type[Event], name: str) -> Schema:
    fields: dict[str, Schema] = event.model_json_schema()["properties"]
    return fields[name]


def write(folder: Path = FOLDER) -> list[str]:
    """Writes the files; a change that breaks a reader is refused."""
    made = files(all_schemas())
    if problems := broken(made, _published(folder)):
        return [f"{one}; publish a new version of the event instead" for one in problems]
    for path in folder.glob("*/*.json"):
        if path.relative_to(folder).as_posix() not in made and path.stem not in upcasts:
            path.unlink()
    for place, text in made.items():
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return []


def check(folder: Path = FOLDER) -> list[str]:
    """Everything that is not as it must be: files, compatibility, consumer models, examples."""
    schemas = all_schemas()
    made = files(schemas)
    published = _published(folder)
    unknown = [] if published else [f"{KEPT} is gone, and no release is known: nothing says what readers rely on"]
    return [
        *unknown,
        *out_of_step(made, folder),
        *broken(made, published),
        *misread(schemas),
        *lacking(folder, schemas),
    ]


def release(folder: Path = FOLDER) -> list[str]:
    """Keeps the schemas of today as those that readers may rely on; what is out of step is said instead."""
    made = files(all_schemas())
    if problems := out_of_step(made, folder):
        return problems
    keep(folder, {name: text for name, text in made.items() if is_schema(name)})
    return []


def _published(folder: Path) -> dict[str, str]:
    known = released(folder)
    sys.stderr.write(f"Compared with {known.where}.\n")
    return known.texts


def main(arguments: Sequence[str]) -> int:
    """0 when all is well, 1 with one sentence a problem, 2 for a command that does not exist."""
    match list(arguments):
        case ["write"]:
            problems = write()
        case ["check"]:
            problems = check()
        case ["release"]:
            problems = release()
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
