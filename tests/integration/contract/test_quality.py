"""What a customer asks for in quality: planned, measured, held, let go, and printed."""

import io
import struct
import zlib
from typing import Any

import pypdf

from shared.eventstore.rebuild import rebuild
from shared.sheets.reading import read_sheet
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import agreed, line, problem

CARBON = {"name": "C", "kind": "chemistry", "unit": "%", "least": "0.17", "most": "0.23"}
YIELD = {"name": "ReH", "kind": "mechanics", "unit": "MPa", "least": "235"}
PLAN = {
    "code": "QP-235",
    "grade": "Q235",
    "parameters": [CARBON, YIELD],
    "control_points": [{"name": "rolling", "method": "pyrometer", "frequency": "each coil"}],
}
GOOD = [{"name": "C", "value": "0.20"}, {"name": "ReH", "value": "240"}]
STEEL = {"description": "steel", "quantity": "100", "unit_price": "1.00"}


def picture() -> bytes:
    """A PNG of one red pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")
    )


async def ordered(company: Company, direction: str, customer: str) -> str:
    """The id of an order over 100 of one line."""
    debtor = "counterparty" if direction == "sales" else "us"
    address = await agreed(company, [line("3", "all", "100.00", debtor)], direction, counterparty=customer)
    return str((await ok(company.drafter.post(f"{address}/orders", json={"lines": [STEEL]})))["order_id"])


async def deliver(company: Company, order: str, quantity: str) -> Any:
    body = {"lines": [{"line": 1, "quantity": quantity}]}
    return await company.drafter.post(f"/v1/orders/{order}/deliveries", json=body)


async def test_goods_with_a_defect_that_this_customer_objected_to_never_pass_silently(company: Company):
    clerk, customer = company.drafter, new_id()
    plan = await ok(company.admin.post("/v1/quality-plans", json=PLAN))
    assert problem(await company.admin.post("/v1/quality-plans", json=PLAN)) == "duplicate-plan"
    order = await ordered(company, "sales", customer)
    quality = f"/v1/orders/{order}/quality"
    found = await ok(clerk.get("/v1/quality-plans", params={"grade": "Q235", "specification": "20x20"}))
    assert [one["plan_id"] for one in found["items"]] == [plan["plan_id"]]
    photo = await ok(clerk.post("/v1/files?name=edge.png", content=picture()))
    asked = {
        "line": 1,
        "plan_id": plan["plan_id"],
        "specification": "20x20",
        "use": "bridge",
        "parameters": [{**CARBON, "most": "0.21"}],
        "files": [photo["file_id"]],
        "remarks": "表面无裂纹",
    }
    batch = {"line": 1, "batch": "H1", "quantity": "40", "actual": GOOD}
    assert problem(await clerk.post(f"{quality}/batches", json=batch)) == "no-requirement"
    await ok(clerk.post(f"{quality}/requirements", json=asked))
    early = await deliver(company, order, "1")
    assert (early.status_code, problem(early), early.json()["limit"]) == (409, "goods-held", "0")
    assert not (await ok(clerk.post(f"{quality}/batches", json=batch)))["held"]
    assert (await deliver(company, order, "40")).status_code == 201

    raised = {"counterparty_id": customer, "grade": "Q235", "defect": "edge-crack", "words": "李工说边部开裂"}
    objection = await ok(clerk.post("/v1/objections", json=raised))
    answer = {"outcome": "upheld", "prevention": "缓冷四小时"}
    await ok(clerk.post(f"/v1/objections/{objection['objection_id']}/answer", json=answer))
    cracked = {**batch, "batch": "H2", "defects": ["edge-crack"]}
    assert (await ok(clerk.post(f"{quality}/batches", json=cracked)))["held"]
    outside = {**batch, "batch": "H3", "quantity": "20", "actual": [GOOD[1], {"name": "C", "value": "0.22"}]}
    assert (await ok(clerk.post(f"{quality}/batches", json=outside)))["held"]
    held = await deliver(company, order, "1")
    assert (held.json()["limit"], held.json()["held"]) == ("40", ["H2", "H3"])

    unsaid = {"decision": "conceded", "reason": "赵经理同意"}
    refused = await clerk.post(f"{quality}/batches/H2/decision", json=unsaid)
    assert refused.json()["errors"][0]["pointer"] == "/concession"
    conceded = {**unsaid, "concession": "QC-12"}
    waiting = await ok(clerk.get("/v1/held-batches", params={"counterparty_id": customer}))
    assert [one["batch"] for one in waiting["items"]] == ["H2", "H3"]
    assert problem(await clerk.post(f"{quality}/batches/H2/decision", json=conceded)) == "own-batch"
    await ok(company.admin.post(f"{quality}/batches/H2/decision", json=conceded))
    regraded = {"decision": "regraded", "grade": "Q195", "reason": "carbon"}
    await ok(company.admin.post(f"{quality}/batches/H3/decision", json=regraded))
    assert problem(await clerk.post(f"{quality}/batches/H1/decision", json=regraded)) == "batch-not-held"
    assert (await ok(clerk.get("/v1/held-batches", params={"counterparty_id": customer})))["items"] == []
    assert (await deliver(company, order, "60")).status_code == 201

    shown = await ok(clerk.get(quality))
    (stated,) = shown["requirements"]
    assert (stated["parameters"][0]["most"], stated["remarks"]) == ("0.21", "表面无裂纹")
    assert [(one["defect"], one["prevention"], one["same_customer"]) for one in stated["objections"]] == [
        ("edge-crack", "缓冷四小时", True)
    ]
    assert [(one["batch"], one["held"], one["decision"], one["grade"]) for one in shown["batches"]] == [
        ("H1", False, None, "Q235"),
        ("H2", True, "conceded", "Q235"),
        ("H3", True, "regraded", "Q195"),
    ]
    assert shown["batches"][1]["reason"] == "赵经理同意"
    printed = await clerk.get(f"{quality}.pdf", params={"kind": "technical"})
    (page,) = pypdf.PdfReader(io.BytesIO(printed.content)).pages
    assert "缓冷四小时" in page.extract_text()
    assert len(page.images) == 1
    process = await clerk.get(f"{quality}.pdf", params={"kind": "process", "language": "en"})
    assert "pyrometer" in pypdf.PdfReader(io.BytesIO(process.content)).pages[0].extract_text()
    assert len(read_sheet((await clerk.get(f"{quality}.xlsx")).content).rows) == 6

    pool = company.serving.running.store.database.pool("system")
    told = b"".join([bytes(row["data"]) for row in await pool.fetch("SELECT data FROM events")])
    assert not any(words.encode() in told for words in ("李工", "缓冷", "赵经理", "表面无裂纹"))
    checks = await rebuild(company.serving.running.store)
    assert [check for check in checks if not check.same] == []


async def test_what_we_buy_is_measured_before_it_is_accepted_and_others_see_nothing(company: Company):
    clerk, order = company.drafter, await ordered(company, "purchase", new_id())
    quality = f"/v1/orders/{order}/quality"
    await ok(clerk.post(f"{quality}/requirements", json={"line": 1, "grade": "Q235", "parameters": [YIELD]}))
    arrived = await deliver(company, order, "100")
    accept = f"/v1/deliveries/{arrived.json()['delivery_id']}/acceptance"
    place = {"clause": "3", "phase": "all"}
    assert problem(await clerk.post(accept, json=place)) == "goods-held"
    batch = {"line": 1, "batch": "H1", "quantity": "100", "actual": [GOOD[1]]}
    await ok(clerk.post(f"{quality}/batches", json=batch))
    await ok(clerk.post(accept, json=place))

    elsewhere = await company.serving.unit(new_id(), company.headquarters)
    stranger = await company.serving.caller(new_id(), ["contract.*"], elsewhere)
    for where in ("", ".pdf", ".xlsx"):
        assert (await stranger.get(f"{quality}{where}")).status_code == 404
    assert (await stranger.post(f"{quality}/batches", json=batch)).status_code == 404
    asked = {"line": 1, "grade": "Q235"}
    for body, pointer in (
        ({"line": 2, "grade": "Q235"}, "/line"),
        ({"line": 1}, "/grade"),
        ({**asked, "plan_id": new_id()}, "/plan_id"),
        ({**asked, "files": [new_id()]}, "/files/0"),
        ({**asked, "parameters": [YIELD, YIELD]}, "/parameters/1/name"),
        ({**asked, "parameters": [{"name": "x", "kind": "process"}]}, "/parameters/0"),
    ):
        refused = await clerk.post(f"{quality}/requirements", json=body)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer), refused.text


async def test_a_customers_part_is_known_with_its_blank_its_material_and_its_photo(company: Company):
    clerk, customer = company.drafter, new_id()
    address = await agreed(company, [line("3", "all", "100.00", "counterparty")], "sales", counterparty=customer)
    photo = await ok(clerk.post("/v1/files?name=gear.png", content=picture()))
    said = {"name": "gear", "blank": "forged", "weight": "1.8", "blank_weight": "2.4", "quota": "2.5"}
    drawing = await ok(clerk.post("/v1/files?name=gear-1.png", content=picture()))
    drawn = {"photo": photo["file_id"], "drawings": [drawing["file_id"]]}
    gear = {**said, "model": "X6", "part": "G-1", **drawn}
    words = await ok(clerk.post("/v1/files?name=gear.txt", content=b"a gear"))
    for drawings, pointer in (
        ([words["file_id"]], "/drawings/0"),
        ([drawing["file_id"], new_id()], "/drawings/1"),
        ([drawing["file_id"]] * 2, "/drawings/1"),
    ):
        wrong = await clerk.post(f"{address}/parts", json={**gear, "drawings": drawings})
        assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, pointer)
    part = await ok(clerk.post(f"{address}/parts", json=gear))
    assert problem(await clerk.post(f"{address}/parts", json=gear)) == "duplicate-part"
    heavy = await clerk.post(f"{address}/parts", json={**gear, "part": "G-2", "blank_weight": "1"})
    assert (heavy.status_code, heavy.json()["errors"][0]["pointer"]) == (422, "/blank_weight")
    found = (await ok(clerk.get("/v1/parts", params={"counterparty_id": customer, "model": "X6"})))["items"]
    assert [(one["part"], one["utilisation"], one["photo"]) for one in found] == [("G-1", "0.7200", photo["file_id"])]
    assert found[0]["drawings"] == [drawing["file_id"]]
    assert (await clerk.get(f"/v1/files/{drawing['file_id']}/content")).content == picture()
    changed = {**said, "quota": "2.4"}
    await ok(clerk.put(f"/v1/parts/{part['part_id']}", json=changed, headers={"If-Match": '"1"'}))
    shown = await ok(clerk.get(f"/v1/parts/{part['part_id']}"))
    assert (shown["utilisation"], shown["photo"], shown["drawings"], shown["version"]) == (
        "0.7500",
        None,
        [drawing["file_id"]],
        2,
    )
    bare = {**changed, "drawings": []}
    await ok(clerk.put(f"/v1/parts/{part['part_id']}", json=bare, headers={"If-Match": '"2"'}))
    assert (await ok(clerk.get(f"/v1/parts/{part['part_id']}")))["drawings"] == []
    bought = await agreed(company, [line("5", "all", "100.00")])
    assert (await clerk.post(f"{bought}/parts", json=gear)).status_code == 422
    checks = await rebuild(company.serving.running.store)
    assert [check for check in checks if not check.same] == []
