"""How records of a source are read, as the flat fields of a form, and what a form says as the body of a command."""

from typing import Any, Final

from services.portal.pages.collectors.seen import CollectorShown
from services.portal.pages.drafting.fields import Fields, Said, rows_of

KINDS: Final = ("order", "delivery", "acceptance", "invoice", "receipt", "payment")
ROWS: Final = {
    "unit": ("units", "unit_id"),
    "currency": ("currencies", "currency"),
    "party": ("party_names", "customer_id"),
}
"""Names of the source by the part of the body that they are, and what each stands for."""


def row_numbers(fields: Fields, kind: str) -> list[int]:
    """The rows of a kind that say something, in order; what only stands chosen in one says nothing."""
    return rows_of(fields, kind, ("code", "currency"))


def collector_body(fields: Fields) -> Said:
    """What is said of a source."""
    said = Said()
    said.body |= {name: fields[name] for name in ("parties", "currency") if fields.get(name)}
    said.body["brings"] = [kind for kind in KINDS if fields.get(f"brings-{kind}") == "yes"]
    said.body["match_by_rule"] = fields.get("match_by_rule") == "yes"
    for kind, (part, stands_for) in ROWS.items():
        said.body[part] = []
        for at in row_numbers(fields, kind):
            said.places[f"/{part}/{len(said.body[part])}"] = f"{kind}-{at}"
            row = {name: fields.get(f"{kind}-{at}-{name}", "") for name in ("code", stands_for)}
            said.body[part].append(row)
    return said


def fields_of(it: CollectorShown) -> Fields:
    """The form that says what is laid down."""
    plain: Fields = {"parties": it.parties, "currency": it.currency, "version": str(it.version)}
    plain |= {f"brings-{kind}": "yes" for kind in it.brings} | ({"match_by_rule": "yes"} if it.match_by_rule else {})
    rows: list[tuple[str, list[Any]]] = [("unit", it.units), ("currency", it.currencies), ("party", it.party_names)]
    for kind, named in rows:
        for at, one in enumerate(named):
            plain |= {f"{kind}-{at}-code": one.code, f"{kind}-{at}-{ROWS[kind][1]}": getattr(one, ROWS[kind][1])}
    return plain
