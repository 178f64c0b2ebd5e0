"""Contracts counted and summed, told apart by one thing or two; the contracts behind a figure; the same as a sheet."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Response

from services.portal.pages.contracts.endpoints import STATES
from services.portal.pages.contracts.seen import Rows
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.drafting.seen import Types
from services.portal.pages.figures.pivot import OTHERS, Figure, Figures, Pivot, by_currency, chart, pivot
from services.portal.pages.figures.question import BEHIND, DIMENSIONS, OUTLOOK, PAGE, SHEET, By, Question, question
from services.portal.pages.figures.units import Tree, tree_of
from services.portal.pages.frame.asking import Part
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from shared.sheets.writing import Cell as Value
from shared.sheets.writing import as_file, workbook
from shared.values.errors import NotFoundError
from shared.web.routing import allowed

routes = page_router()

READ: Final = [allowed("contract.contract.read")]
LINES: Final = 50
BEHIND_SERVICE: Final = "/v1/contract-figures/contracts"
ENDED: Final = ("expired", "archived", "void")
Asked = Annotated[Question, Depends(question)]


@dataclass(frozen=True, slots=True)
class Names:
    """What the values of each dimension are called, for one reader."""

    visit: Visit
    tree: Tree
    types: Mapping[str, str]
    parties: Mapping[str, str]

    def of(self, by: By | str, key: str, *, alone: bool = False) -> str:
        """What a reader calls a value; what has no name now is called by its code."""
        say = self.visit.say
        if key == OTHERS:
            return say(N_("all others"))
        match by:
            case "unit":
                name = self.tree.names.get(key, say(N_("another unit")))
                return say(N_("%(unit)s itself")) % {"unit": name} if alone and len(self.tree.names) > 1 else name
            case "type":
                return self.types.get(key, key)
            case "counterparty":
                return self.parties.get(key) or say(N_("unknown at the moment"))
            case "month":
                return key or say(N_("not signed"))
            case _:
                return say(TERMS.get(key, key))


@dataclass(frozen=True, slots=True)
class Reading:
    """The figures of one currency, laid out."""

    table: Pivot
    names: Names
    root: str
    asked: Question

    def alone(self, by: By | str, key: str) -> bool:
        return by == "unit" and key == self.root

    def name(self, by: By | str, key: str) -> str:
        return self.names.of(by, key, alone=self.alone(by, key) and len(self.table.lines) > 1)

    def behind(self, *values: tuple[By | str, str]) -> str:
        """The contracts behind a figure; empty where no question means just those."""
        said: dict[By, tuple[str, bool]] = {}
        for by, key in values:
            if key == OTHERS or (by == "month" and not key):
                return ""
            if by:
                said[by] = key, self.alone(by, key)  # type: ignore[index]  # one of the dimensions
        return self.asked.narrowed(said).at(BEHIND)

    def deeper(self, by: By | str, key: str) -> str:
        """The figures of this value alone; empty where that shows nothing more."""
        if by != "unit" or self.alone(by, key):
            return ""
        return replace(self.asked, unit_id=key, below=True).at(PAGE)


@routes.get(PAGE, dependencies=READ)
async def index(visit: Visiting, asked: Asked) -> Response:
    found, types, tree = await _figures(visit, asked)
    currencies = by_currency(found.value.items) if found.value else {}
    chosen = asked.currency if asked.currency in currencies else next(iter(currencies), "")
    asked = replace(asked, currency=chosen)
    mine = [one for one in found.value.items if one.amount.currency == chosen] if found.value else []
    reading = await _read(visit, asked, mine, types, tree)
    template = "figures/found.html" if visit.fragment else "figures/page.html"
    return page(
        visit,
        template,
        found=found,
        asked=asked,
        currencies=currencies,
        reading=reading,
        dimensions=DIMENSIONS,
        picture_of=_chart(reading),
        path=[(one, tree.names[one]) for one in tree.path(reading.root)] if asked.unit_id else [],
        types=types,
        states=[*STATES, *ENDED],
        sheet=asked.at(SHEET),
        outlook=asked.at(OUTLOOK),
    )


async def _figures(visit: Visit, asked: Question) -> tuple[Part[Figures], dict[str, str], Tree]:
    said = {name: value for name, value in asked.said(shown=False).items() if name != "currency"}
    found, types = await asyncio.gather(
        visit.asking.ask_whole("contract", "/v1/contract-figures", Figures, "items", {**said, "by": asked.dimensions}),
        visit.asking.ask_whole("contract", "/v1/types", Types, "items"),
    )
    named = {one.code: one.name for one in types.value.items} if types.value else {}
    units = [one.unit or "" for one in found.value.items] if found.value else []
    return found, named, await tree_of(visit, [*units, asked.unit_id])


async def _read(
    visit: Visit, asked: Question, figures: Sequence[Figure], types: Mapping[str, str], tree: Tree
) -> Reading:
    root = asked.unit_id or tree.common({one.unit for one in figures if one.unit})
    then = asked.then if len(asked.dimensions) > 1 else ""
    told = [(_key(one, asked.by, tree, root), _key(one, then, tree, root), one.cell) for one in figures]
    table = pivot(told, asked.by, then, asked.show)
    parties = [*(line.key for line in table.lines)] if asked.by == "counterparty" else []
    parties += [*table.columns] if asked.then == "counterparty" else []
    names = Names(visit, tree, types, await customers_named(visit, parties))
    return Reading(table, names, root, replace(asked, then=then))


def _key(figure: Figure, by: By | str, tree: Tree, root: str) -> str:
    if not by:
        return ""
    value = figure.value(by)  # type: ignore[arg-type]  # one of the dimensions
    return tree.under(root, value)[0] if by == "unit" else value


def _chart(reading: Reading) -> dict[str, Any] | None:
    asked, say = reading.asked, reading.names.visit.say
    shown = say(N_("Amount")) + f" {asked.currency}" if asked.show == "amount" else say(N_("Contracts"))
    return chart(
        reading.table,
        asked.by,
        asked.show,
        lambda key: reading.name(asked.by, key),
        lambda key: reading.name(asked.then, key) if asked.then else shown,
        lambda line, column: reading.behind((asked.by, line), (asked.then, column)),
    )


@routes.get(SHEET, dependencies=READ)
async def sheet(visit: Visiting, asked: Asked) -> Response:
    """The same figures, every unit and counterparty for itself, by their names."""
    found, types, tree = await _figures(visit, asked)
    if found.value is None:
        raise NotFoundError
    parties = await customers_named(visit, [one.counterparty or "" for one in found.value.items])
    names = Names(visit, tree, types, parties)
    headings = [
        *(visit.say(DIMENSIONS[by]) for by in asked.dimensions),
        *map(visit.say, (N_("Currency"), N_("Contracts"))),
    ]
    lines: list[list[Value]] = [
        [
            *(names.of(by, one.value(by)) for by in asked.dimensions),
            one.amount.currency,
            one.number,
            one.cell.amount if one.cell.summed else None,
            one.without_amount,
        ]
        for one in found.value.items
    ]
    store = visit.running.store
    content = workbook(
        visit.say(N_("Statistics")), [*headings, *map(visit.say, (N_("Amount"), N_("Without an amount")))], lines
    )
    return as_file(content, f"contract-figures-{store.clock.today(store.zone)}.xlsx")


@routes.get(BEHIND, dependencies=READ)
async def behind(visit: Visiting, asked: Asked, cursor: Annotated[str, Query(max_length=1000)] = "") -> Response:
    """The contracts behind a figure."""
    params = {**asked.said(shown=False), "cursor": cursor, "limit": LINES}
    found, types, tree = await asyncio.gather(
        visit.asking.ask("contract", BEHIND_SERVICE, Rows, params),
        visit.asking.ask_whole("contract", "/v1/types", Types, "items"),
        tree_of(visit, [asked.unit_id]),
    )
    rows = found.value.items if found.value else []
    parties = await customers_named(visit, [*(one.counterparty_id for one in rows), asked.counterparty_id])
    named = {one.code: one.name for one in types.value.items} if types.value else {}
    names = Names(visit, tree, named, parties)
    template = "figures/behind_lines.html" if visit.fragment else "figures/behind.html"
    owners = await names_of(visit, [one.owner_id for one in rows])
    return page(
        visit,
        template,
        found=found,
        owners=owners,
        parties=parties,
        said=_said(asked, names),
        asked=asked,
        back=replace(asked, due_within="", expiring_within="").at(PAGE),
    )


def _said(asked: Question, names: Names) -> list[tuple[str, str]]:
    """What the contracts have in common, as a reader would say it."""
    say = names.visit.say
    found = []
    if asked.unit_id:
        found.append((say(N_("Unit")), names.of("unit", asked.unit_id, alone=not asked.below)))
    plain: tuple[tuple[By, str], ...] = (
        ("type", asked.type_code),
        ("direction", asked.direction),
        ("state", asked.state),
        ("counterparty", asked.counterparty_id),
    )
    found += [(say(DIMENSIONS[by]), names.of(by, key)) for by, key in plain if key]
    if asked.first_month or asked.last_month:
        months = dict.fromkeys(one or "\N{HORIZONTAL ELLIPSIS}" for one in (asked.first_month, asked.last_month))
        found.append((say(DIMENSIONS["month"]), " – ".join(months)))
    if asked.currency:
        found.append((say(N_("Currency")), asked.currency))
    if asked.due_within:
        found.append((say(N_("Something is due")), say(N_("within %(days)s days")) % {"days": asked.due_within}))
    if asked.expiring_within:
        found.append((say(N_("Term ends")), say(N_("within %(days)s days")) % {"days": asked.expiring_within}))
    return found
