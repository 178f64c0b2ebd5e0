"""Chapter 1: units, people and their roles; everybody signs in."""

import asyncio
import secrets
from dataclasses import dataclass
from typing import Final

from services.portal.setup.handlers import bootstrap_secret
from services.story.callers import Caller, sign_in
from services.story.context import Story
from services.story.errors import AlreadySetUpError
from services.story.waiting import until

UNITS: Final = (
    ("jiangsu", "headquarters", "江苏省公司", "province"),
    ("nanjing", "jiangsu", "南京市公司", "city"),
    ("suzhou", "jiangsu", "苏州市公司", "city"),
)
"""Key, parent, name, kind; headquarters comes with the set-up."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the story: the role held on the unit, and the services they will use."""

    key: str
    name: str
    unit: str
    role: str
    uses: tuple[str, ...]

    @property
    def login(self) -> str:
        return self.key.replace(" ", ".")


MEMBERS: Final = (
    Member("legal", "顾明", "headquarters", "legal", ("contract",)),
    Member("operator", "林洋", "headquarters", "operator", ("customer", "contract", "asset", "scoring", "notify")),
    Member("chief asset keeper", "高建", "headquarters", "asset_keeper", ("asset",)),
    Member("manager", "陈静", "nanjing", "manager", ("contract", "asset", "notify")),
    Member("buyer", "李雷", "nanjing", "buyer", ("customer", "contract", "notify")),
    Member("salesperson", "韩梅", "nanjing", "salesperson", ("customer", "contract", "notify")),
    Member("cashier", "周敏", "nanjing", "cashier", ("contract",)),
    Member("asset keeper", "吴强", "nanjing", "asset_keeper", ("asset",)),
    Member("drafter", "孙悦", "nanjing", "drafter", ("customer", "contract")),
    Member("approver", "何伟", "nanjing", "approver", ("contract",)),
    Member("accountant", "蒋雯", "nanjing", "accountant", ("contract",)),
    Member("service desk", "赵敏", "nanjing", "service_desk", ("customer", "notify")),
    Member("auditor", "钱宁", "headquarters", "auditor", ("notify",)),
    Member("suzhou manager", "徐丽", "suzhou", "manager", ("contract", "asset")),
    Member("suzhou asset keeper", "郑涛", "suzhou", "asset_keeper", ("asset",)),
)
TITLES: Final = {
    "legal": "法务主管",
    "operator": "运维工程师",
    "asset_keeper": "资产管理员",
    "manager": "总经理",
    "buyer": "采购专员",
    "salesperson": "客户经理",
    "cashier": "出纳",
    "drafter": "合同专员",
    "approver": "副总经理",
    "accountant": "会计",
    "service_desk": "客服专员",
    "auditor": "审计员",
}
"""What people are called by their role."""
PROBES: Final = {
    "customer": "/v1/customers?limit=1",
    "contract": "/v1/contracts?limit=1",
    "asset": "/v1/assets?limit=1",
    "scoring": "/v1/models",
    "notify": "/v1/inbox?limit=1",
}
"""A read in each service that anybody with a role for it may make."""


RIGHTS_SECONDS: Final = 90.0


async def organisation(story: Story) -> None:
    """Headquarters, a province and two cities; a person for each main role; rights known in every service."""
    story.chapter(1, "The organisation")
    await _set_up(story)
    await _make_units(story)
    await _take_on(story)
    await _settle_rights(story)


async def _set_up(story: Story) -> None:
    password = story.made["password"] = secrets.token_urlsafe(12)
    body = {
        "bootstrap": bootstrap_secret(story.settings.secret.get_secret_value()),
        "organisation": "中泰集团总部",
        "company_type": {"customers": "many", "offer": "custom"},
        "legal_entity": {"name": "中泰集团有限公司", "tax_number": "91110000100000000R", "currency": "CNY"},
        "administrator": {
            "login": "administrator",
            "name": "管理员",
            "email": "administrator@pactline.example",
            "password": password,
        },
    }
    nobody = Caller(story.settings, story.client)
    async with story.step(
        "The one-time secret of a fresh installation makes headquarters and an administrator, who signs in.",
        portal_unit_changed=1,
        portal_legal_entity_registered=1,
        portal_unit_assigned=1,
        portal_company_type_chosen=1,
        portal_staff_joined=1,
    ):
        made = await nobody.post("portal", "/v1/setup", body, status=(201, 409))
        if made.status == 409:
            raise AlreadySetUpError
        story.units["headquarters"], story.staff["administrator"] = made["unit_id"], made["staff_id"]
        story.callers["administrator"] = await sign_in(story.settings, story.client, "administrator", password)


async def _make_units(story: Story) -> None:
    async with story.step("A province and two cities hang below it.", portal_unit_changed=len(UNITS)):
        for key, parent, name, kind in UNITS:
            body = {"parent_id": story.units[parent], "name": name, "kind": kind, "effective_on": f"{story.today}"}
            made = await story.by("administrator").post("portal", "/v1/units", body)
            story.units[key] = made["unit_id"]


async def _take_on(story: Story) -> None:
    emails: dict[str, str] = {}
    story.made["email"], story.made["passwords"] = emails, {}
    async with story.step(
        f"{len(MEMBERS)} people are taken on, each with a role on a unit and what lies below it, and sign in.",
        portal_staff_joined=len(MEMBERS),
        portal_role_granted=len(MEMBERS),
    ):
        await asyncio.gather(*(_join(story, member, emails) for member in MEMBERS))


async def _join(story: Story, member: Member, emails: dict[str, str]) -> None:
    administrator, password = story.by("administrator"), story.made["password"]
    emails[member.key] = f"{member.login}@pactline.example"
    story.made["passwords"][member.key] = password
    body = {
        "unit_id": story.units[member.unit],
        "login": member.login,
        "name": member.name,
        "email": emails[member.key],
        "title": TITLES[member.role],
        "locale": "zh-CN",
        "effective_on": f"{story.today}",
        "password": password,
        "must_change_password": False,  # nosec B105  # says that it need not change
    }
    staff = (await administrator.post("portal", "/v1/staff", body))["staff_id"]
    grant = {"role": member.role, "unit_id": story.units[member.unit]}
    await administrator.post("portal", f"/v1/staff/{staff}/roles", grant)
    story.staff[member.key] = staff
    caller = await sign_in(story.settings, story.client, member.login, password)
    caller.name = member.key
    story.callers[member.key] = caller


async def _settle_rights(story: Story) -> None:
    async with story.step("Units and rights travel over Kafka; every service has them now and asks nobody for them."):
        await asyncio.gather(*(_known(story.by(member.key), service) for member in MEMBERS for service in member.uses))


async def _known(caller: Caller, service: str) -> None:
    async def admitted() -> bool | None:
        return True if await caller.admitted(service, PROBES[service]) else None

    await until(admitted, RIGHTS_SECONDS, f"{service} did not learn the rights of the {caller.name}")
