"""Parts made for customers under their contracts."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from services.contract.contract.handlers import performing
from services.contract.file.handlers import attach_file, stored_file
from services.contract.part.aggregate import PART, Part, TellPart, decide
from services.contract.part.events import PartChanged, PartParticulars
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError, NotFoundError
from shared.values.ids import derived_id

PHOTOS: Final = ("png", "jpeg")
DRAWINGS: Final = ("pdf", "tiff", "png", "jpeg")


async def register_part(
    work: Work, contract_id: str, model: str, code: str, particulars: PartParticulars, on: date
) -> Stream[Part]:
    """A part is made under a sales contract in effect; the contract has one of a model and number."""
    contract = await performing(work, contract_id)
    head = contract.state.head
    if head.direction != "sales":
        raise InvalidFieldError("/path/contract_id", "parts are made for customers, under sales contracts")
    part_id = derived_id("part", contract_id, model, code)
    fact = PartChanged(
        part_id=part_id,
        contract_id=contract_id,
        counterparty_id=head.counterparty_id,
        model=model,
        part=code,
        particulars=particulars,
        effective_on=on,
    )
    part = await work.load(PART, part_id, key=contract_id, unit=contract.unit)
    events = decide(part.state, TellPart(fact))
    await _keep_files(work, fact)
    work.record(part, events)
    return part


async def change_part(
    work: Work, part_id: str, particulars: PartParticulars, on: date, if_match: int, *, drawn_anew: bool
) -> Stream[Part]:
    """A part is told otherwise by whoever read the version it has; its drawings stay unless others are named."""
    part = await work.load(PART, part_id, if_match=if_match, must_exist=True)
    if part.state.said is None:
        raise NotFoundError
    if not drawn_anew:
        particulars = particulars.model_copy(update={"drawings": part.state.said.particulars.drawings})
    fact = part.state.said.model_copy(update={"particulars": particulars, "effective_on": on})
    events = decide(part.state, TellPart(fact, anew=True))
    await _keep_files(work, fact)
    work.record(part, events)
    return part


async def _keep_files(work: Work, fact: PartChanged) -> None:
    """The photo and the drawings belong to the contract from now on."""
    photo, drawings = fact.particulars.photo, fact.particulars.drawings
    if photo is not None:
        await _keep(work, fact, photo, "/photo", PHOTOS, "a photo is PNG or JPEG")
    for place, drawing in enumerate(drawings):
        at = f"/drawings/{place}"
        if drawings.index(drawing) != place:
            raise InvalidFieldError(at, "a drawing is named twice")
        await _keep(work, fact, drawing, at, DRAWINGS, "a drawing is PDF, TIFF, PNG or JPEG")


async def _keep(work: Work, fact: PartChanged, file_id: str, at: str, kinds: Sequence[str], otherwise: str) -> None:
    if (await stored_file(work, file_id, at)).kind not in kinds:
        raise InvalidFieldError(at, otherwise)
    await attach_file(work, file_id, fact.contract_id)
