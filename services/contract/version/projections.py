from collections.abc import Iterable

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import insert

from services.contract.contract.events import ContractAmended, ContractDrafted, ContractRevised, Terms
from services.contract.version.tables import contract_versions
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("contract_versions", tables=[contract_versions])


@projection.on(ContractDrafted, ContractRevised, ContractAmended)
def say(r: Recorded[Terms]) -> Iterable[Executable]:
    terms = r.event
    yield insert(contract_versions).values(
        contract_id=terms.contract_id,
        version=r.version,
        unit_id=r.unit,
        text_hash=terms.text_hash,
        title=terms.title,
        way=terms.way,
        template_id=terms.template_id,
        template_version=terms.template_version,
        amount=terms.amount.amount,
        currency=terms.amount.currency,
        deviations=[one.model_dump(mode="json") for one in terms.deviations],
        said_by=r.actor,
        said_at=r.recorded_at,
    )
