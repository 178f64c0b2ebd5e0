"""Types and standard clauses as an installation lays them down: data, which a house replaces by its own."""

from dataclasses import dataclass
from typing import Any, Final

from services.story.context import Story


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of contracts below another; what it does not say the platform's defaults say."""

    code: str
    name: str
    direction: str
    prefix: str
    parent: str | None = None
    rules: tuple[tuple[str, Any], ...] = ()


NO_AMOUNT: Final = ("amount_kind", "none")
KINDS: Final = (
    Kind("procurement", "采购类合同", "purchase", "CGL", rules=(("retention_years", 10),)),
    Kind("framework-purchase", "框架采购合同", "purchase", "KJ", "procurement", (NO_AMOUNT, ("retention_years", 15))),
    Kind("purchase", "采购合同", "purchase", "CGT", "procurement"),
    Kind("lease", "租赁合同", "purchase", "ZL", "procurement"),
    Kind("service", "服务采购合同", "purchase", "FW", "procurement"),
    Kind("quality-agreement", "质量协议", "purchase", "ZX", "procurement", (NO_AMOUNT, ("retention_years", 15))),
    Kind(
        "restricted-substances", "限用物质协议", "purchase", "XY", "procurement", (NO_AMOUNT, ("retention_years", 15))
    ),
    Kind("selling", "销售类合同", "sales", "XSL"),
    Kind("sales", "销售合同", "sales", "XST", "selling"),
    Kind("service-level", "服务水平协议", "sales", "SLA", "selling", (NO_AMOUNT,)),
)
"""In the order in which they are laid down: a type after the one above it."""


@dataclass(frozen=True, slots=True)
class Standard:
    """A clause in both languages; `fallback` is the least that will do in its place."""

    code: str
    risk: str
    chinese: tuple[str, str]
    english: tuple[str, str]
    variables: tuple[tuple[str, str], ...] = ()
    fallback: str | None = None


STANDARDS: Final = (
    Standard(
        "LIAB-CAP",
        "medium",
        ("违约责任（上限）", "违约金为合同价款的{{ damages }}%，累计不超过合同价款。"),
        ("Liability (capped)", "Damages are {{ damages }} % of the price and in all never more than the price."),
        (("damages", "number"),),
    ),
    Standard(
        "LIAB",
        "high",
        ("违约责任", "违约方按合同价款的{{ damages }}%支付违约金，并赔偿全部损失。"),
        ("Liability", "Who is in breach pays {{ damages }} % of the price and makes good the whole loss."),
        (("damages", "number"),),
        "LIAB-CAP",
    ),
    Standard(
        "LAW",
        "low",
        ("适用法律", "本合同适用中华人民共和国法律。"),
        ("Governing law", "The law of the People's Republic of China governs this contract."),
    ),
    Standard(
        "SECRECY",
        "medium",
        ("保密", "双方对知悉的对方商业秘密保密，期限{{ secrecy }}。"),
        ("Secrecy", "Each keeps the other's business secrets for {{ secrecy }}."),
        (("secrecy", "period"),),
    ),
)


async def lay_down_types(story: Story, route: list[dict[str, Any]]) -> None:
    """The tree of types; `route` is the way that contracts of each go through."""
    for kind in KINDS:
        parent = {} if kind.parent is None else {"parent_id": story.made[f"kind {kind.parent}"]}
        body: dict[str, Any] = {
            "code": kind.code,
            "name": kind.name,
            "direction": kind.direction,
            "number_prefix": kind.prefix,
        }
        body = {**body, **parent, **dict(kind.rules), "route": route}
        made = await story.by("legal").post("contract", "/v1/types", body)
        story.made[f"kind {kind.code}"] = made["type_id"]


async def fill_library(story: Story) -> None:
    """Standard clauses are written by one and approved by another."""
    for standard in STANDARDS:
        words = zip(("zh", "en"), (standard.chinese, standard.english), strict=True)
        fallbacks = [standard.fallback] if standard.fallback else []
        body = {
            "code": standard.code,
            "risk": standard.risk,
            "words": [{"language": language, "heading": said[0], "text": said[1]} for language, said in words],
            "variables": [{"name": name, "kind": kind} for name, kind in standard.variables],
            "others": [{"kind": "fallback", "clause_id": story.made[f"clause {code}"]} for code in fallbacks],
        }
        drafted = (await story.by("legal").post("contract", "/v1/clauses", body)).json
        story.made[f"clause {standard.code}"] = drafted["clause_id"]
        await approve_words(story, f"/v1/clauses/{drafted['clause_id']}", drafted)


async def approve_words(story: Story, address: str, drafted: dict[str, Any]) -> None:
    """What the lawyers drafted there is approved by somebody else."""
    sent = await story.by("legal").post("contract", f"{address}/submission", if_match=drafted["version"])
    decision = {"decision": "approve", "text_hash": sent["content_hash"]}
    await story.by("administrator").post("contract", f"/v1/approvals/{sent['approval_id']}/decisions", decision)
