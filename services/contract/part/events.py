"""Parts that are made for a customer: of which model, from which blank, and what material they take."""

from datetime import date

from services.contract.terms import Frozen
from shared.eventstore.event import Event
from shared.values.decimals import DecimalString


class PartParticulars(Frozen):
    """Weights are in kilograms a piece: of the finished part, of its blank, and the quota of material, which is what a
    piece takes with all that is lost before it is a blank. `drawings` are stored files of the contract.
    """

    name: str
    blank: str
    weight: DecimalString
    blank_weight: DecimalString
    quota: DecimalString
    photo: str | None = None
    drawings: tuple[str, ...] = ()
    retired: bool = False


class PartChanged(Event, name="part.changed.v1"):
    """A part of a customer's model is made under the contract from now on, or is told otherwise than before."""

    part_id: str
    contract_id: str
    counterparty_id: str
    model: str
    part: str
    particulars: PartParticulars
    effective_on: date
