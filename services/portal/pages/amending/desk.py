"""An amendment on its editor's desk: the contract, what both sides agreed on, and what the amendment says so far."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from services.portal.pages.amending.saying import of_agreed, of_amendment, plain
from services.portal.pages.amending.seen import Agreed, Changes
from services.portal.pages.drafting.blanks import declared_by, known_to
from services.portal.pages.drafting.cards import Card, cards_of
from services.portal.pages.drafting.endpoints import newest_of
from services.portal.pages.drafting.fields import Fields
from services.portal.pages.drafting.seen import Comments, Document, Draft, File, Files, Types, Variable, Version
from services.portal.pages.frame.asking import Part
from services.portal.pages.frame.visit import Visit
from shared.values.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Desk:
    """`draft` and `version` are the amendment's, missing of one that is not drafted yet; `variables` are those of the
    contract's template.
    """

    contract: Part[Draft]
    agreed: Part[Agreed]
    files: Sequence[File]
    draft: Part[Draft] | None = None
    version: Part[Version] | None = None
    changes: Part[Changes] | None = None
    comments: Part[Comments] | None = None
    variables: Sequence[Variable] = ()

    @property
    def document(self) -> Document | None:
        """What the contract says."""
        return self.agreed.value.document if self.agreed.value else None

    @property
    def known(self) -> frozenset[str]:
        """The names of the blanks that the contract has filled in."""
        return known_to(self.document, self.variables)

    def agreed_fields(self) -> Fields:
        """The form that says what both sides agreed on."""
        agreed = self.agreed.value
        return of_agreed(agreed.document, agreed.counterparty_id, agreed.amount_kind) if agreed else {}

    def fields(self) -> Fields:
        """The form that says what the amendment says so far; of a new one what was agreed on."""
        version = self.version.value if self.version else None
        return self.agreed_fields() if version is None else self.fields_of(version)

    def fields_of(self, version: Version) -> Fields:
        """The form that says what a version of the amendment says."""
        draft = self.draft.value if self.draft else None
        party, kind = (draft.counterparty_id, draft.amount_kind) if draft else ("", "")
        return of_amendment(self.document, version.document, party, kind)

    def cards(self, fields: Fields) -> list[Card]:
        """The clauses as the contract has them, with what becomes of each."""
        if self.document is None:
            return []
        said = self.comments.value.items if self.comments and self.comments.value else []
        return cards_of(fields, plain(self.document), said)

    def own_files(self) -> list[File]:
        """The files that the amendment attaches beside those of the contract."""
        version = self.version.value if self.version else None
        before = {one.hash for one in self.document.attachments} if self.document else set()
        now = {one.hash for one in version.document.attachments} - before if version else set()
        return list({one.hash: one for one in self.files if one.hash in now}.values())


async def desk_of_new(visit: Visit, contract_id: str) -> Desk:
    """The desk of an amendment that is not drafted yet."""
    ask, path = visit.asking.ask, f"/v1/contracts/{contract_id}"
    contract, agreed = await asyncio.gather(ask("contract", path, Draft), ask("contract", f"{path}/agreed", Agreed))
    if contract.state == "none" or (contract.value is not None and contract.value.amends):
        raise NotFoundError
    return Desk(contract, agreed, [], variables=await _declared(visit, agreed))


async def desk_of(visit: Visit, amendment_id: str) -> Desk:
    """Everything that the editor of an amendment shows."""
    ask, path = visit.asking.ask, f"/v1/contracts/{amendment_id}"
    draft, version, changes, comments = await asyncio.gather(
        ask("contract", path, Draft),
        newest_of(visit, amendment_id),
        ask("contract", f"/v1/amendments/{amendment_id}/difference", Changes),
        ask("contract", f"{path}/comments", Comments, {"limit": 200}),
    )
    if draft.state == "none" or (draft.value is not None and not draft.value.amends):
        raise NotFoundError
    base = draft.value.amends if draft.value else ""
    contract, agreed, files = await asyncio.gather(
        ask("contract", f"/v1/contracts/{base}", Draft),
        ask("contract", f"/v1/contracts/{base}/agreed", Agreed),
        ask("contract", "/v1/files", Files, {"contract_id": base, "limit": 200}),
    )
    kept, declared = files.value.items if files.value else [], await _declared(visit, agreed)
    return Desk(contract, agreed, kept, draft, version, changes, comments, declared)


async def _declared(visit: Visit, agreed: Part[Agreed]) -> list[Variable]:
    return await declared_by(visit, agreed.value.document if agreed.value else None)


async def types_for(visit: Visit, desk: Desk) -> list[tuple[str, str]]:
    """The types that a contract without one may be amended under: those of its direction."""
    agreed, contract = desk.agreed.value, desk.contract.value
    if agreed is None or contract is None or agreed.type_id:
        return []
    types = await visit.asking.ask_whole("contract", "/v1/types", Types, "items")
    found = types.value.items if types.value else []
    return [(one.type_id, one.name) for one in found if one.direction == contract.direction]
