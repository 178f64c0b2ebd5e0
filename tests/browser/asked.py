"""A questionnaire, answered in part, and a standard whose first edition is taken over, the second not yet."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from services.story.purchase import money

if TYPE_CHECKING:
    from .installation import Installation

QUESTIONS = (
    "产品及包装材料中铅、镉、汞、六价铬的含量是否符合 RoHS 指令？请说明检测方法。",
    "供货钢板执行何种标准？请提供近三批的力学性能范围。",
    "Which REACH substances of very high concern does the product contain above 0.1 %?",
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CARBON = {"name": "C", "kind": "chemistry", "unit": "%", "most": "0.20"}
LEAD = {"name": "Pb", "kind": "substance", "unit": "mg/kg", "most": "100"}
YIELD = {"name": "ReH", "kind": "mechanics", "unit": "MPa", "least": "355"}


async def asked(installation: "Installation") -> dict[str, str]:
    """By the names that addresses use."""
    story = installation.story
    seller, manager, client = story.by("salesperson"), story.by("manager"), story.made["client"]
    first = await questionnaire(installation, "2025 年度有害物质调查", "RFI-2025-18", QUESTIONS[:1])
    await answered(installation, first, 1, "符合。按 IEC 62321 检测，铅低于 20 mg/kg。")
    review = f"/v1/questionnaires/{first}/questions/1/answers/1/review"
    await manager.post("contract", review, {"verdict": "accepted"})
    await seller.post("contract", f"/v1/questionnaires/{first}/sending-back", {})
    second = await questionnaire(installation, "2026 年度供方有害物质与质量调查", "RFI-2026-07", QUESTIONS)
    await answered(installation, second, 2, "执行 GB/T 1591，屈服强度 362–398 MPa。")
    standard = {
        "counterparty_id": client, "code": "DF-STD-09", "title": "结构用钢板技术条件", "reference": "2025-A",
        "grade": "Q355",
        "limits": [CARBON, YIELD, LEAD], "effective_on": f"{story.today - timedelta(days=200)}",
    }  # fmt: skip
    kept = await seller.upload("contract", "/v1/files", PDF, "application/octet-stream", name="DF-STD.pdf")
    made = await seller.post("contract", "/v1/standards", {**standard, "file_id": kept["file_id"]})
    tighter = {"limits": [{**CARBON, "most": "0.18"}, YIELD, LEAD], "effective_on": f"{story.today}"}
    await manager.post("contract", f"/v1/standards/{made['standard_id']}/editions/1/acceptance", tighter)
    newer = {**standard, "reference": "2026-A", "limits": [CARBON, YIELD, {**LEAD, "most": "80"}]}
    await seller.post("contract", "/v1/standards", newer)
    agreement = {
        "type_id": story.made["type sales"], "title": "结构用钢板质量协议", "counterparty_id": client,
        "text": "供货钢板的质量以本协议为准。", "amount": money("1.00"),
        "plan": [{"clause": "1", "phase": "all", "debtor": "counterparty", "amount": money("1.00"),
                  "due_on": f"{story.today}"}],
    }  # fmt: skip
    drafted = await seller.post("contract", "/v1/contracts", agreement)
    limits = {"grade": "Q355", "limits": [{**CARBON, "most": "0.17"}, YIELD], "effective_on": f"{story.today}"}
    agreed = f"/v1/contracts/{drafted['contract_id']}/agreed-limits"
    await seller.put("contract", agreed, limits, if_match=0)
    return {
        "questionnaire_id": second, "standard_id": made["standard_id"], "question": "1",
        "agreement": drafted["contract_id"],
    }  # fmt: skip


async def questionnaire(installation: "Installation", title: str, reference: str, questions: tuple[str, ...]) -> str:
    """The customer of the story wants to know this; Nanjing is asked."""
    story = installation.story
    seller = story.by("salesperson")
    body: dict[str, Any] = {
        "counterparty_id": story.made["client"], "sender": "customer", "kind": "substances", "title": title,
        "reference": reference, "questions": questions, "due_on": f"{story.today + timedelta(days=14)}",
    }  # fmt: skip
    made = await seller.post("contract", "/v1/questionnaires", body)
    given = {"questions": list(range(1, len(questions) + 1)), "department": story.units["nanjing"]}
    await seller.post("contract", f"/v1/questionnaires/{made['questionnaire_id']}/assignments", given)
    return str(made["questionnaire_id"])


async def answered(installation: "Installation", questionnaire_id: str, question: int, words: str) -> None:
    at = f"/v1/questionnaires/{questionnaire_id}/questions/{question}/answers"
    await installation.story.by("salesperson").post("contract", at, {"answer": words})
