"""Contracts in arrears, and what is open as of any day by its age: down to the invoices, and as a sheet."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Response

from services.portal.pages.ageing.layout import NOT_DUE, bucket_name, chart, currencies, lines, together
from services.portal.pages.ageing.question import DIMENSIONS, FIELD_OF, ITEMS, PAGE, SHEET, By, Question, question
from services.portal.pages.ageing.seen import Aged, AgedItems, AgedLines, ArrearsList
from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.contracts.seen import Row
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.frame.people import units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.titles import titled
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from shared.sheets.writing import as_file, workbook
from shared.values.errors import DomainError, NotFoundError
from shared.web.paging import MOST
from shared.web.routing import allowed

routes = page_router()

READ: Final = [allowed("contract.arrears.read")]
LINES: Final = 50
LEVELS: Final = 4
ONLY: Final = {"overdue": N_("what is overdue"), "written_off": N_("what is written off and owed all the same")}
SHEET_PAGES: Final = 50
MOST_TAKEN: Final = SHEET_PAGES * MOST
"""So many items at most are taken away at once: each page of them is counted anew."""
Asked = Annotated[Question, Depends(question)]
Cursor = Annotated[str, Query(max_length=1000)]


class TooManyItemsError(DomainError):
    """More is open than a sheet takes: ask for a unit, a customer, a currency or an age."""

    status = 422


@dataclass(frozen=True, slots=True)
class Names:
    """What those are called who owe, for one reader."""

    visit: Visit
    customers: Mapping[str, str]
    units: Mapping[str, str]
    contracts: Mapping[str, Row]

    def of(self, by: By, key: str) -> str:
        unknown = self.visit.say(N_("unknown at the moment"))
        match by:
            case "customer":
                seen = self.visit.may("customer.archive.read")
                return self.customers.get(key, unknown if seen else self.visit.say(N_("Not for this reader")))
            case "unit":
                return self.units.get(key, self.visit.say(N_("another unit")))
            case "contract":
                return titled(self.contracts[key].title, self.visit.say) if key in self.contracts else unknown
            case "phase":
                return self.visit.say(TERMS.get(key, key))

    def bucket(self, bucket: str) -> str:
        return bucket_name(bucket, self.visit.say)


async def names_for(visit: Visit, customers: Any = (), units: Any = (), contracts: Any = ()) -> Names:
    """Asked for together."""
    asked = customers_named(visit, customers), units_of(visit, units), contracts_named(visit, contracts)
    return Names(visit, *await asyncio.gather(*asked))


@routes.get("/arrears", dependencies=READ)
async def in_arrears(visit: Visiting, level: Annotated[int, Query(ge=1, le=20)] = 1, cursor: Cursor = "") -> Response:
    params = {"level": level, "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/arrears", ArrearsList, params)
    rows = found.value.items if found.value else []
    names = await names_for(
        visit,
        [one.counterparty_id for one in rows],
        [one.unit_id for one in rows],
        [one.contract_id for one in rows],
    )
    template = "ageing/arrears_lines.html" if visit.fragment else "ageing/arrears.html"
    return page(visit, template, found=found, names=names, level=level, levels=range(1, LEVELS + 1))


@routes.get(PAGE, dependencies=READ)
async def index(visit: Visiting, asked: Asked, cursor: Cursor = "") -> Response:
    """All that is open by age, and who owes it: line by line, page by page."""
    said = {
        name: value for name, value in asked.said(shown=False).items() if name not in ("currency", "bucket", "only")
    }
    whole = await visit.asking.ask_whole("contract", "/v1/ageing", Aged, "items", said)
    sums = whole.value.items if whole.value else []
    known = currencies(sums)
    asked = replace(
        asked, currency=asked.currency if asked.currency in known else next(iter(known), ""), bucket="", only=""
    )
    of_page = {**said, "by": asked.by, "currency": asked.currency, "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/ageing/lines", AgedLines, of_page) if known else None
    told = lines(found.value.items if found and found.value else [])
    of = {by: [one.key for one in told] if by == asked.by else [] for by in DIMENSIONS}
    names = await names_for(visit, of["customer"], of["unit"], of["contract"])
    buckets, every = whole.value.buckets if whole.value else [], together(sums, asked.currency)

    def behind(key: str, bucket: str = "", only: str = "") -> str:
        alone = {"below": False} if key and asked.by == "unit" else {}
        return asked.at(ITEMS, bucket=bucket, only=only, **({FIELD_OF[asked.by]: key} if key else {}), **alone)

    template = "ageing/found.html" if visit.fragment else "ageing/page.html"
    return page(
        visit,
        template,
        found=whole,
        page_of=found,
        asked=asked,
        lines=told,
        whole=every,
        buckets=[bucket for bucket in buckets if every.cells.get(bucket)],
        currencies=known,
        names=names,
        behind=behind,
        dimensions=DIMENSIONS,
        picture_of=chart(told, buckets, lambda key: names.of(asked.by, key), names.bucket, behind),
        sheet=asked.at(SHEET),
        most=MOST_TAKEN,
        not_due=NOT_DUE,
    )


@routes.get(ITEMS, dependencies=READ)
async def items(visit: Visiting, asked: Asked, cursor: Cursor = "") -> Response:
    """The open items behind a sum, the oldest first."""
    params = {**asked.said(shown=False), "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/ageing/items", AgedItems, params)
    rows = found.value.items if found.value else []
    names = await names_for(
        visit,
        [*(one.counterparty_id for one in rows), asked.counterparty_id],
        [one for one in (asked.unit_id,) if one],
        [*(one.contract_id for one in rows), asked.contract_id],
    )
    template = "ageing/item_lines.html" if visit.fragment else "ageing/items.html"
    return page(visit, template, found=found, asked=asked, names=names, said=_said(asked, names))


def _said(asked: Question, names: Names) -> list[tuple[str, str]]:
    """What the items have in common."""
    say = names.visit.say
    keys = {by: getattr(asked, field) for by, field in FIELD_OF.items()}
    found = [(say(DIMENSIONS[by]), names.of(by, key)) for by, key in keys.items() if key]
    if asked.bucket:
        found.append((say(N_("Age")), names.bucket(asked.bucket)))
    if asked.only:
        found.append((say(N_("Only")), say(ONLY[asked.only])))
    if asked.currency:
        found.append((say(N_("Currency")), asked.currency))
    return found


@routes.get(SHEET, dependencies=READ)
async def sheet(visit: Visiting, asked: Asked) -> Response:
    """The open items with the names of who owes them, the oldest first; all of them or none."""
    said = asked.said(shown=False)
    found = await visit.asking.ask_whole("contract", "/v1/ageing/items", AgedItems, "items", said, SHEET_PAGES)
    if found.value is None:
        raise NotFoundError
    if found.cursor:
        raise TooManyItemsError(limit=MOST_TAKEN)
    rows = found.value.items
    names = await names_for(
        visit,
        [one.counterparty_id for one in rows],
        [one.unit_id for one in rows],
        [one.contract_id for one in rows],
    )
    headings = (
        N_("Customer"), N_("Contract"), N_("Unit"), N_("Clause"), N_("Phase"), N_("Number"), N_("From"), N_("Due"),
        N_("Days past due"), N_("Age"), N_("Amount"), N_("Currency"),
    )  # fmt: skip
    told = [
        (
            names.of("customer", one.counterparty_id),
            names.of("contract", one.contract_id),
            names.of("unit", one.unit_id),
            one.clause,
            names.of("phase", one.phase),
            one.number,
            one.origin_on,
            one.due_on,
            one.days,
            names.bucket(one.bucket),
            Decimal(one.amount.amount),
            one.amount.currency,
        )
        for one in rows
    ]
    content = workbook(visit.say(N_("Ageing")), [*map(visit.say, headings)], told)
    return as_file(content, f"ageing-{found.value.as_of}.xlsx")
