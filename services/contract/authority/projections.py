from collections.abc import Iterable

from sqlalchemy import Executable, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.authority.events import AuthorityGranted, AuthorityRevoked
from services.contract.authority.tables import authorities
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection
from shared.security.tables import participants
from shared.security.visibility import admit

projection = Projection("signing_authorities", tables=[authorities, participants])


@projection.on(AuthorityGranted)
def grant(r: Recorded[AuthorityGranted]) -> Iterable[Executable]:
    event = r.event
    yield insert(authorities).values(
        authority_id=event.authority_id,
        unit_id=event.unit_id,
        basis=event.basis,
        person=event.person,
        type_codes=list(event.type_codes),
        directions=list(event.directions),
        ceiling=event.ceiling.amount if event.ceiling else None,
        currency=event.ceiling.currency if event.ceiling else None,
        valid_from=event.valid_from,
        valid_to=event.valid_to,
        granted_by=event.granted_by,
        version=r.version,
    )
    yield admit(r.stream, event.person)


@projection.on(AuthorityRevoked)
def revoke(r: Recorded[AuthorityRevoked]) -> Iterable[Executable]:
    row = update(authorities).where(authorities.c.authority_id == r.event.authority_id)
    yield row.values(revoked_on=r.event.revoked_on, version=r.version)
