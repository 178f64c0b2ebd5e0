"""Contracts found by what stands in their title, in their words as they are now, and in what is attached to them; and
customers' standards, by their documents.
"""

from typing import Annotated, Final

import asyncpg
from fastapi import Query as Parameter

from services.contract.figures import queries
from services.contract.figures.schemas import FoundAttachment, FoundContract, FoundContracts, FoundStandard
from shared.security.grants import scopes_for
from shared.security.principal import Principal
from shared.values.errors import InvalidFieldError
from shared.web.routing import Here, Query, allowed, router

routes = router()
FILES: Final = "contract.file.read"
STANDARDS: Final = "contract.standard.read"
MOST_FOUND: Final = 100
SHORTEST, MOST_TERMS, AROUND = 2, 8, 60


@routes.get("/v1/contract-search", dependencies=[allowed("contract.contract.read")])
async def search(
    work: Query,
    here: Here,
    q: Annotated[str, Parameter(min_length=2, max_length=200)],
    imported: Annotated[bool, Parameter(description="Titles of imported contracts too, which takes longer")] = False,  # noqa: FBT002 - a parameter of the address
) -> FoundContracts:
    """Contracts in whose title or words, as they are now, or in one of whose attachments everything asked for stands:
    exactly so, in any script. Attachments, and the documents of customers' standards, are looked into where the caller
    may see files (and standards).
    """
    terms = q.lower().split()
    if not terms or len(terms) > MOST_TERMS or any(len(term) < SHORTEST or "\0" in term for term in terms):
        raise InvalidFieldError("/query/q", "at most eight words of two characters and more")
    seen: dict[str, FoundContract] = {}
    for row in await queries.found(work, terms, MOST_FOUND, imported=imported):
        seen.setdefault(row["contract"], _found(row))
    subject = await here.grants.of(Principal(work.context.actor))
    files_of, standards_of = (
        scopes_for(subject, one, work.context.today, here.grants.tree) for one in (FILES, STANDARDS)
    )
    for row in await queries.found_attachments(work, terms, MOST_FOUND, files_of):
        attached = _attached(row)
        only = FoundContract(contract_id=row["contract"], place="attachment", around=attached.around, attachments=[])
        seen.setdefault(row["contract"], only).attachments.append(attached)
    filed = await queries.found_standards(work, terms, MOST_FOUND, files_of, standards_of)
    return FoundContracts(
        items=[seen[one] for one in sorted(seen, reverse=True)[:MOST_FOUND]],
        standards=[
            FoundStandard(
                standard_id=row["standard"], code=row["code"], edition=row["edition"], attachment=_attached(row)
            )
            for row in filed
        ],
    )


def _attached(row: asyncpg.Record) -> FoundAttachment:
    return FoundAttachment(file_id=row["file"], name=row["name"], around=" ".join(row["around"].split()))


def _found(row: asyncpg.Record) -> FoundContract:
    if not row["place"]:
        return FoundContract(contract_id=row["contract"], place="title", around=row["words"], attachments=[])
    at = row["place"] - 1
    around = " ".join(row["words"][max(0, at - AROUND) : at + AROUND].split())
    return FoundContract(contract_id=row["contract"], place="text", around=around, attachments=[])
