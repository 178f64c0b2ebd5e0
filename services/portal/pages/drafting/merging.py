"""Two people changed the same draft: what each changed, and both together. Nobody's words are written over unseen."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.portal.pages.approval.difference import Piece, within
from services.portal.pages.drafting.fields import ROW, Fields
from services.portal.pages.drafting.seen import Document


@dataclass(frozen=True, slots=True)
class Merged:
    """The fields of both; `clashes` are the parts that both changed, in which the writer's own stand."""

    fields: Fields
    clashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A part of a draft as it was and as it is: a clause by its name, else a field or a list of rows."""

    part: str
    title: str
    pieces: list[Piece]


def part_of(name: str) -> str:
    """What belongs together: a clause, all rows of a list, a variable, a field."""
    if name.startswith("clause-"):
        return name.rpartition("-")[0]
    found = ROW.match(name)
    if found:
        return found[1]
    return "-".join(name.split("-")[:2]) if name.startswith("var-") else name


def parts(fields: Mapping[str, str]) -> dict[str, Fields]:
    """The fields by the part they belong to; empty ones say nothing."""
    found: dict[str, Fields] = {}
    for name, value in fields.items():
        if value:
            found.setdefault(part_of(name), {})[name] = value
    return found


def merged(base: Fields, theirs: Fields, mine: Fields) -> Merged:
    """Theirs where the writer changed nothing, else the writer's own."""
    was, other, own = parts(base), parts(theirs), parts(mine)
    fields: Fields = {}
    clashes = []
    for part in dict.fromkeys([*other, *own]):
        changed_here = own.get(part) != was.get(part)
        fields |= (own if changed_here else other).get(part, {})
        if changed_here and other.get(part) not in (was.get(part), own.get(part)):
            clashes.append(part)
    return Merged(fields, tuple(clashes))


def changed(before: Document, after: Document, base: Fields, theirs: Fields) -> list[Change]:
    """What somebody changed between two versions, for whoever wrote meanwhile."""
    old = {one.clause: one for one in before.clauses}
    new = {one.clause: one for one in after.clauses}
    found = []
    for name in dict.fromkeys([*old, *new]):
        was, now = old.get(name), new.get(name)
        if (was.words, was.title) == (now.words, now.title) if was and now else False:
            continue
        title = (now or old[name]).title
        pieces = list(within(was.words.strip() if was else "", now.words.strip() if now else ""))
        found.append(Change(f"clause-{name}", f"{name} {title}".strip(), pieces))
    was_fields, now_fields = parts(base), parts(theirs)
    for part in dict.fromkeys([*was_fields, *now_fields]):
        if part.startswith("clause-") or part == "text" or was_fields.get(part) == now_fields.get(part):
            continue
        was_said, now_said = (" · ".join(side.get(part, {}).values()) for side in (was_fields, now_fields))
        found.append(Change(part, "", list(within(was_said, now_said))))
    return found
