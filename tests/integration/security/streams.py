"""Streams of one unit in the event store, and bodies of commands that would find them."""

from typing import Any, Final

from shared.eventstore.event import event_types
from shared.messaging.examples import example
from shared.testing.serving import Serving
from tests.golden.__main__ import made
from tests.golden.folding import aggregates
from tests.golden.streams import STREAMS, Told

from .walking import SOMETHING, Operation

OF_THE_STREAM: Final = {
    "access_request": "request_id",
    "calendar": "unit_id",
    "depreciation": "run_id",
    "lifetime": "lifetime_id",
    "webhook_delivery": "delivery_id",
}
"""The field that holds a stream's own id where it is not named after the stream's prefix."""

WITHOUT_COMMANDS: Final = {"import", "lifetime", "readmodel", "rule", "separation"}
"""Streams whose id no address names; an import would go on by itself."""

BEGINNINGS: Final = {"order": 2, "ledger": 2, "unit": 2, "legal_entity": 4, "questionnaire": 4}
"""How many events a stream begins with where a command asks for more than the first."""

CHOSEN: Final = {
    "order": "order-accepted",
    "payment": "payment-received",
    "ledger": "ledger-sales",
    "unit": "unit-planned",
}
"""Which of the kept streams of a kind, where it is not the first."""

FIELDS: Final[dict[str, dict[str, Any]]] = {
    "class.defined.v1": {"code": SOMETHING},
    "contract.drafted.v1": {"amends": None, "under": None},
    "portal.role_group_defined.v1": {"code": SOMETHING},
    "ledger.booked.v1": {"document": SOMETHING},
    "portal.book_opened.v1": {"code": SOMETHING},
    "portal.unit_change_planned.v1": {"effective_on": "2199-01-01"},
}
"""What is found by a field that is no id by its name."""


async def record_streams(serving: Serving, unit: str, above: str) -> set[str]:
    """One stream of each kind the service has, under the id that the walk uses, with its rows; tells the prefixes."""
    known = aggregates()
    store = serving.running.store
    begun: set[str] = set()
    async with store.begin(store.system_context(unit=unit)) as work:
        for name, told in STREAMS[serving.running.name].items():
            prefix = name.partition("-")[0]
            if prefix in begun | WITHOUT_COMMANDS or CHOSEN.get(prefix, name) != name:
                continue
            begun.add(prefix)
            stream = work.start(known[prefix], SOMETHING, unit=unit)
            events = told[: BEGINNINGS.get(prefix, 1)]
            work.record(stream, [made(_placed(one, prefix, unit, above)) for one in events])
    return begun


def _placed(told: Told, prefix: str, unit: str, above: str) -> Told:
    """The same event about this stream, in this unit; whatever else it refers to has the one id there is."""
    name, fields = told
    known = {"unit_id": unit, "parent_id": above, OF_THE_STREAM.get(prefix, f"{prefix}_id"): SOMETHING}
    ids = {
        field: known.get(field, SOMETHING)
        for field, value in example_of(name).items()
        if field.endswith("_id") and isinstance(value, str)
    }
    return name, {**fields, **ids, **FIELDS.get(name, {})}


def things_of(document: dict[str, Any]) -> dict[str, str]:
    """The ids by which addresses name what `record_streams` put there."""
    everything = [
        one
        for item in document["paths"].values()
        for operation in item.values()
        for one in operation.get("parameters", ())
    ]
    return {
        one["name"]: SOMETHING for one in everything if one["in"] == "path" and one["schema"].get("type") == "string"
    }


def example_of(name: str) -> dict[str, Any]:
    """The fields of an event as its schema would have them."""
    found: dict[str, Any] = example(event_types[name].model_json_schema(mode="serialization"))
    return found


def body_of(operation: Operation, document: dict[str, Any], unit: str, person: str) -> Any:
    """A body that the operation takes, of a person who works in `unit`."""
    if operation.body is None:
        return None
    allowed = example(operation.body, {"$defs": document["components"]["schemas"]})
    return _meant(allowed, {**MEANT, "unit_id": unit, "parent_id": unit, "signatory_id": person, "keeper_id": person})


def _meant(value: Any, fields: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return {name: fields.get(name, _meant(one, fields)) for name, one in value.items()}
    return [_meant(one, fields) for one in value] if isinstance(value, list) else value


MEANT: Final[dict[str, Any]] = {
    **dict.fromkeys(("owner_id", "holder_id", "responsible", "email", "phone")),
    **{name: [] for name in ("identifiers", "persons", "escalate_to", "hand_on_to", "units")},
    "survivor_id": SOMETHING,
    "invoice_id": SOMETHING,
    "type_id": SOMETHING,
    "unit": "own",
    "permission": "contract.approval.legal",
    "tax_rate": "0.13",
    "rate": "0.06",
    "share": "0.06",
    "amounts": [{"amount": "6.25", "currency": "CNY"}] * 2,
}
"""Fields of bodies that ask for more than the schema tells: what is there, or nobody."""
