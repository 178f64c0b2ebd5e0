"""The first start: headquarters, an administrator, and what services may ask of one another."""

import hashlib
import hmac
from typing import Final

from services.portal.account.passwords import check_strength
from services.portal.company.handlers import choose_type
from services.portal.legal_entity.aggregate import RegisterLegalEntity
from services.portal.legal_entity.handlers import assign_unit, register_entity
from services.portal.legal_entity.numbers import tax_number
from services.portal.role.shipped import permissions_of
from services.portal.setup.schemas import OwnEntityBody, SetupBody
from services.portal.staff.aggregate import GrantRole, JoinStaff
from services.portal.staff.handlers import grant_role, join_staff
from services.portal.unit.aggregate import AssignUnit, ChangeUnit, Surroundings
from services.portal.unit.events import Kind
from services.portal.unit.handlers import change_unit
from services.portal.unit.queries import any_unit
from shared.eventstore.work import Work
from shared.security.principal import SERVICE_PREFIX
from shared.settings import PORTS
from shared.values.errors import DomainError
from shared.values.ids import new_id

SHOWN_LENGTH: Final = 32


class BootstrapRefusedError(DomainError):
    """The bootstrap secret is the one that `pactline portal bootstrap` prints."""

    status = 401


class AlreadySetUpError(DomainError):
    """There is an organisation already."""


def bootstrap_secret(secret: str) -> str:
    """What `pactline portal bootstrap` prints, derived from the installation's secret."""
    return hmac.new(secret.encode(), b"bootstrap", hashlib.sha256).hexdigest()[:SHOWN_LENGTH]


async def set_up(work: Work, body: SetupBody, secret: str, one_time: str | None) -> tuple[str, str]:
    """Makes the organisation; gives the ids of headquarters and administrator, whose first password is the one that
    was chosen, or `one_time`.

    Raises `BootstrapRefusedError`, or `AlreadySetUpError` when there is an organisation.
    """
    if not hmac.compare_digest(bootstrap_secret(secret).encode(), body.bootstrap.encode()):
        raise BootstrapRefusedError
    await work.conn.execute("LOCK TABLE units IN SHARE ROW EXCLUSIVE MODE")
    if await any_unit(work):
        raise AlreadySetUpError
    person = body.administrator
    if person.password is not None:
        check_strength(person.password, person.login, "/administrator/password")
    unit_id, staff_id, today = new_id(), new_id(), work.context.today
    top = Kind.HEADQUARTERS
    await change_unit(
        work, ChangeUnit(unit_id, None, body.organisation, top, True, today, today, new_id(), Surroundings())
    )
    if body.legal_entity is not None:
        await _register(work, body.legal_entity, unit_id)
    if body.company_type is not None:
        await choose_type(work, body.company_type.customers, body.company_type.offer)
    join = JoinStaff(staff_id, unit_id, person.login, person.name, person.email, None, "", "zh-CN", today)
    await join_staff(work, join, person.password or one_time or "", must_change=one_time is not None)
    for subject, role in ((staff_id, "administrator"), *((f"{SERVICE_PREFIX}{name}", "service") for name in PORTS)):
        await grant_role(work, GrantRole(subject, role, permissions_of(role), unit_id, work.context.today))
    return unit_id, staff_id


async def _register(work: Work, body: OwnEntityBody, unit_id: str) -> None:
    """The legal entity of headquarters, and so of every unit below that gets none of its own."""
    entity_id, today = new_id(), work.context.today
    number = tax_number(body.country, body.tax_number, "/legal_entity/tax_number")
    await register_entity(
        work, RegisterLegalEntity(entity_id, body.name, body.country, number, body.currency, today), unit_id
    )
    await assign_unit(work, AssignUnit(unit_id, entity_id, today))
