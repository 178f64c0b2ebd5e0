"""Whether the offices are separate, and who holds them."""

from datetime import date

from sqlalchemy import exists, or_, select

from services.portal.role.offices import offices_of
from services.portal.separation.tables import separations
from shared.eventstore.work import Work
from shared.security.principal import SERVICE_PREFIX
from shared.security.tables import grants, members


async def is_separated(work: Work) -> bool:
    """Whether the offices are held by separate persons."""
    return bool(await work.value(select(exists().select_from(separations))))


async def separated_on(work: Work) -> date | None:
    """Since when; None while one person may hold all."""
    found: date | None = await work.value(select(separations.c.effective_on).limit(1))
    return found


async def holders_of_offices(work: Work, role: str = "") -> list[str]:
    """Who works here and holds an office today: any, or one of those that go with this role."""
    wanted = offices_of(role)
    return sorted(
        {subject for subject, held in await _held(work) if (own := offices_of(held)) and (not wanted or wanted & own)}
    )


async def holders_of_role(work: Work, role: str) -> list[str]:
    """Who works here and holds the role today."""
    return sorted({subject for subject, held in await _held(work) if held == role})


async def _held(work: Work) -> list[tuple[str, str]]:
    rows = await work.rows(
        select(grants.c.subject, grants.c.role)
        .join(members, members.c.subject == grants.c.subject)
        .where(members.c.active, or_(grants.c.until.is_(None), grants.c.until >= work.context.today))
    )
    return [(row["subject"], row["role"]) for row in rows if not row["subject"].startswith(SERVICE_PREFIX)]
