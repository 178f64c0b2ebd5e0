"""Something that exists for each parameter in the addresses of pages, beyond what the story makes."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from services.portal.export.handlers import begin, keep_piece, note
from services.story.purchase import submit
from shared.messaging.parking import Failure, RawRecord, park
from shared.values.ids import new_id

from .agreeing import agree
from .asked import asked
from .checked import checked
from .collected import collected
from .owed import owed

if TYPE_CHECKING:
    from .installation import Installation

CUSTOMERS = "Name,Region\n上海东方仪表有限公司,上海\n"
STAFF = "工号,姓名,部门\n1001,王芳,南京市公司\n"
STATEMENT = "date,amount,currency,reference,payer\n2026-03-02,56500.00,CNY,24322000000099887766,Client\n"
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CONTRACT = {"id": "c1", "title": "Cables", "status": "active", "value": {"amount": 1000, "currency": "CNY"}}
RELEASE = {"ocid": "ocds-1", "id": "1", "date": "2026-01-01T00:00:00Z", "tag": ["contract"], "contracts": [CONTRACT]}


async def things_of(installation: "Installation") -> dict[str, str]:
    """By the names that addresses use."""
    story = installation.story
    administrator, made = story.by("administrator"), story.made
    ran = await administrator.get("customer", "/v1/imports", limit=1)
    matched = await administrator.upload(
        "customer", "/v1/uploads", CUSTOMERS.encode(), "application/octet-stream", name="customers.csv"
    )
    releases = json.dumps({"releases": [RELEASE]}).encode()
    held = await administrator.upload(
        "contract", "/v1/imports", releases, "application/json", source="city", kind="ocds", hold="true"
    )
    entities = await administrator.get("portal", "/v1/legal-entities", limit=1)
    people = await administrator.upload(
        "portal", "/v1/staff-imports", STAFF.encode(), "application/octet-stream", name="hr.csv"
    )
    statement = await administrator.upload(
        "contract", "/v1/statements", STATEMENT.encode(), "text/csv", account="icbc-1", format="csv"
    )
    charged = await administrator.get("asset", "/v1/depreciation-runs", limit=1)
    told = await administrator.get("notify", "/v1/messages", limit=1)
    until = f"{story.today + timedelta(days=365)}"
    letter = {"person_id": story.staff["accountant"], "valid_from": f"{story.today}", "valid_to": until}
    authority = await administrator.post("contract", "/v1/authorities", letter)
    partner = {"code": "partner", "address": "https://partner.example/pactline", "events": ["asset/asset.*"]}
    webhook = await administrator.post("notify", "/v1/webhooks", partner)
    owes = await administrator.get("contract", "/v1/obligations", contract_id=made["purchase"], limit=1)
    return {
        "obligation_id": owes["items"][0]["obligation_id"],
        "statement_id": statement["statement_id"],
        "webhook_id": webhook["webhook_id"],
        "line": "1",
        "staff_import": people["import_id"],
        "legal_entity_id": entities["legal_entities"][0]["legal_entity_id"],
        "customer_id": made["client"],
        "supplier": made["supplier"],
        "contract_id": made["purchase"],
        "asset_id": made["asset"],
        "project_id": made["project"],
        "run_id": charged["runs"][0]["run_id"],
        "told": told["messages"][0]["message_id"],
        "authority_id": authority["authority_id"],
        "staff_id": story.staff["buyer"],
        "unit_id": story.units["nanjing"],
        "customer_import": ran["imports"][0]["import_id"],
        "upload_id": matched["upload_id"],
        "contract_import": held["import_id"],
        "parked": await parked(installation),
        **await owed(installation),
        **await collected(installation),
        **await checked(installation),
        **await asked(installation),
        **await wanted(installation),
        **await signed(installation),
        "export_id": await exported(installation),
        "amendment_id": await amended(installation),
    }


async def signed(installation: "Installation") -> dict[str, str]:
    """Texts of the library, an approved contract, one out for signatures, and the scan of one signed on paper."""
    story = installation.story
    buyer, made, staff = story.by("buyer"), story.made, story.staff
    sent, scanned, ready = [await approved(installation, title) for title in ("Sent out", "On paper", "Approved")]
    groups = [
        {"side": "us", "signatories": [{"kind": "staff", "person_id": staff["manager"]}]},
        {"side": "counterparty", "signatories": [{"kind": "outside", "name": "李娜"}]},
    ]
    signing = await buyer.post("contract", f"/v1/contracts/{sent['contract_id']}/signings", {"groups": groups})
    kept = await buyer.upload("contract", "/v1/files", SCAN, "application/octet-stream", name="scan.pdf")
    sides = [{"side": side, "signatory_id": staff["buyer"]} for side in ("us", "counterparty")]
    said = {
        "file_id": kept["file_id"],
        "text_hash": scanned["text_hash"],
        "signatures": sides,
        "signed_on": f"{story.today}",
    }
    scan = await buyer.post("contract", f"/v1/contracts/{scanned['contract_id']}/scans", said)
    return {
        "type_id": made["type purchase"],
        "template_id": made["template"],
        "clause_id": made["clause LIAB"],
        "clause": "7",
        "version": "1",
        "approved": ready["contract_id"],
        "signing_id": signing["signing_id"],
        "scan_id": scan["scan_id"],
        "file_id": kept["file_id"],
    }


async def approved(installation: "Installation", title: str) -> dict[str, Any]:
    """A contract of the buyer's that both approvers agreed to."""
    story = installation.story
    body = {
        "type_id": story.made["type purchase"],
        "template_id": story.made["template"],
        "variables": {"goods": "服务器一台"},
        "title": title,
        "counterparty_id": story.made["supplier"],
        "amount_kind": "none",
    }
    drafted = (await story.by("buyer").post("contract", "/v1/contracts", body)).json
    submitted = await submit(story, "buyer", drafted)
    await agree(story, submitted["approval_id"], submitted["text_hash"])
    return submitted


async def amended(installation: "Installation") -> str:
    """A draft that would change the purchase of the story."""
    said = {"clauses": [{"clause": "8", "title": "备件", "text": "备件供应十年。"}], "forum": "上海仲裁委员会"}
    path = f"/v1/contracts/{installation.story.made['purchase']}/amendments"
    return str((await installation.story.by("buyer").post("contract", path, said))["amendment_id"])


async def exported(installation: "Installation") -> str:
    """A list that the administrator took away."""
    running, export_id = installation.services["portal"].app.state.running, new_id()
    owner = installation.story.staff["administrator"]
    async with running.begin() as work:
        key = await begin(work, running.store.sealer, export_id, owner, "customers")
        await keep_piece(work, running.store.sealer, export_id, key, 0, CUSTOMERS.encode())
        await note(work, export_id, rows=1, expected=1, state="done")
    return export_id


async def parked(installation: "Installation") -> str:
    """The number of a message that the contract service could not handle."""
    record = RawRecord("customer.events", 0, 7, b"one", b'{"customer_id":7}', [])
    failure, seen = Failure("ValueError: it is nobody's", "Traceback: in remember"), "customer.registered.v1"
    async with installation.services["contract"].app.state.running.store.begin() as work:
        await park(work.conn, "contract", record, failure, stream="customer-a", version=7, event_type=seen)
        return str(await work.conn.fetchval("SELECT max(id) FROM parked"))


async def wanted(installation: "Installation") -> dict[str, str]:
    """A group of roles, and a request for access that waits for its decision."""
    story = installation.story
    group = {"code": "front-office", "title": "前台 Front office", "roles": ["salesperson", "cashier"]}
    await story.by("administrator").post("portal", "/v1/role-groups", group)
    until = f"{story.today + timedelta(days=30)}"
    body = {"role": "cashier", "unit_id": story.units["suzhou"], "until": until, "reason": "周敏休假，代收付款"}
    asked = await story.by("salesperson").post("portal", "/v1/access-requests", body)
    shown = await story.by("administrator").get("portal", f"/v1/access-requests/{asked['request_id']}")
    return {
        "role_group": group["code"],
        "access_request": asked["request_id"],
        "access_approval": shown["approval_id"],
    }
