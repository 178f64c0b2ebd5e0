"""Values as they are in life, by the names of fields; events are made of them and of their own schema's examples."""

from typing import Any, Final

from shared.values.ids import derived_id

NAMED: Final = frozenset(
    {"giver", "receiver", "drafter", "person", "on_behalf_of", "asked_by", "to", "assignee", "escalated_from",
     "done_by", "recipient", "unit", "document"}
)  # fmt: skip
"""Fields that hold an id without saying so."""

HASH: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
VALUES: Final[dict[str, Any]] = {
    "accumulated": {"amount": "1866.67", "currency": "CNY"},
    "amount": {"amount": "73450.00", "currency": "CNY"},
    "bank": "中国工商银行南京鼓楼支行",
    "bank_code": "ICBKCNBJ",
    "book": "accounting",
    "book_value": {"amount": "111133.33", "currency": "CNY"},
    "charge": {"amount": "1866.67", "currency": "CNY"},
    "checksum": "a3f1c2d4e5b60718",
    "class_code": "A02.01.04",
    "clause": "4.2",
    "code": "server-purchase",
    "comment": "同意，第四条按范本",
    "condition": "完好",
    "country": "CN",
    "cost": {"amount": "113000.00", "currency": "CNY"},
    "currency": "CNY",
    "customers": 2357,
    "decided_at": "2026-03-04T02:15:00.000000Z",
    "department": "信息中心",
    "description": "机架式服务器",
    "due_on": "2026-06-30",
    "effective_from": "2026-03-06",
    "effective_on": "2026-03-06",
    "email": "zhao.min@yunzhan.example",
    "fiscal_year_start": "01-01",
    "file_hash": HASH,
    "gross": {"amount": "73450.00", "currency": "CNY"},
    "function": "采购部经理",
    "in_use": "2026-03-20",
    "industry": "信息技术",
    "job_title": "采购部经理",
    "label": "CG-0001-2026-000017",
    "limit": {"amount": "73450.00", "currency": "CNY"},
    "line": 1,
    "locale": "zh-CN",
    "location": "南京市鼓楼区北京西路数据中心三楼",
    "log_likelihood": -9582.43,
    "login": "zhou.min",
    "lowest": "1",
    "name": "南京云栈科技有限公司",
    "net": {"amount": "65000.00", "currency": "CNY"},
    "number": "CG-0001-2026-000017",
    "opening_amount": {"amount": "0.00", "currency": "CNY"},
    "parameters": {"r": 0.2426, "alpha": 4.4136, "a": 0.7929, "b": 2.4259},
    "period": "2026-04",
    "permission": "contract.approval.legal",
    "permissions": ["contract.*.read", "contract.payment.make"],
    "person_classes": {"region": "江苏省", "industry": "纺织", "client_kind": "retail"},
    "person_name": "赵敏",
    "phase": "acceptance",
    "phone": "+8613800138000",
    "quantity": "10",
    "reason": "资料更正",
    "reason_hash": HASH,
    "reason_size": 48,
    "receipt": "<0190-4711@mail.example>",
    "reference": "24322000000099887766",
    "region": "江苏省",
    "residual": {"amount": "5650.00", "currency": "CNY"},
    "role": "finance",
    "rows": 2357,
    "settled": {"amount": "0.00", "currency": "CNY"},
    "signed_on": "2026-03-05",
    "size": 412_331,
    "source": "erp",
    "source_id": "SAP-4500017712",
    "spending": {"p": 6.25, "q": 3.74, "v": 15.44},
    "step": "legal",
    "tax": {"amount": "8450.00", "currency": "CNY"},
    "tax_number": "91320100MA1N0X0X0X",
    "tax_rate": "0.13",
    "term_from": "2026-03-06",
    "term_to": "2027-03-05",
    "text_hash": HASH,
    "text_size": 5120,
    "title": "服务器采购",
    "to_step": "legal",
    "total": {"amount": "113000.00", "currency": "CNY"},
    "unit_price": "10000.00",
    "until": "2026-12-31",
    "used": {"amount": "33900.00", "currency": "CNY"},
    "cause": "contract-8f50113d-0c80-583e-8bb3-eeef601e3e1c@12",
    "channel": "email",
    "client_kind": "enterprise",
    "facts": {"title": "服务器采购", "amount": "73450.00 CNY"},
    "fallback": ["inbox"],
    "fields": ["contract_id"],
    "field": "owner_id",
    "identifiers": [{"kind": "social_credit_code", "value": "91320100MA1N0X0X0X"}],
    "match_tolerance": "0.02",
    "number_prefix": "CG",
    "occasion": "signing",
    "persons": ["0190163d-8694-739b-aea5-966c26f8ad02"],
    "personal_identifiers": [{"kind": "resident_identity_number", "value": "320106199001011232"}],
    "plan": [
        {"clause": "4.1", "phase": "advance", "debtor": "us", "due_on": "2026-04-05", "after": None,
         "amount": {"amount": "22035.00", "currency": "CNY"}, "conditions": []},
        {"clause": "4.2", "phase": "acceptance", "debtor": "us", "due_on": None,
         "after": {"event": "acceptance", "days": 90}, "amount": {"amount": "51415.00", "currency": "CNY"},
         "conditions": ["acceptance", "invoice"]},
    ],
    "retention_years": 10,
    "rule": "contract-signed-tell-owner",
    "signing_order": ["us", "counterparty"],
    "standard_code": "A02010104",
    "subject": "contract-8f50113d-0c80-583e-8bb3-eeef601e3e1c",
    "template": "contract-signed",
    "title_key": "prepare-payment",
    "type_code": "server-purchase",
    "values": ["8f50113d-0c80-583e-8bb3-eeef601e3e1c"],
}  # fmt: skip


def realistic(value: Any, name: str = "") -> Any:
    """The example with values as in life wherever a field's name has one of the same JSON type; each id of its own."""
    known = VALUES.get(name)
    if known is not None and type(known) is type(value):
        return known
    if isinstance(value, dict):
        return {field: realistic(inner, field) for field, inner in value.items()}
    if isinstance(value, list):
        return [realistic(inner, "" if isinstance(inner, dict) else name.removesuffix("s")) for inner in value]
    if isinstance(value, str) and (name in NAMED or name.endswith(("_id", "person", "approver"))):
        return derived_id("golden", name)
    return value
