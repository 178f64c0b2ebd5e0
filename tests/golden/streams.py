"""The streams that are kept of a release: each aggregate's events in an order that can happen, every type among them.

An event is its wire name, with the fields that tell it from the next one of its type.
"""

from typing import Any, Final

from shared.values.ids import derived_id

Told = tuple[str, dict[str, Any]]


def cny(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


def of(prefix: str, *events: str | Told) -> list[Told]:
    """Wire names are written without the prefix and the version when they are `prefix.<fact>.v1`."""
    pairs = [(one, {}) if isinstance(one, str) else one for one in events]
    return [(name if name.count(".") > 1 else f"{prefix}.{name}.v1", fields) for name, fields in pairs]


NANJING: Final = derived_id("golden", "nanjing")
SUZHOU: Final = derived_id("golden", "suzhou")
RULE: Final[dict[str, Any]] = {
    "version": 1,
    "enabled": True,
    "definition": {
        "code": "contract-signed-tell-owner",
        "on": "contract.signed.v1",
        "condition": "amount.amount > 10000",
        "subject": "contract_id",
        "subject_kind": "contract",
        "to": [{"kind": "owner", "field": "owner_id"}],
        "channels": ["email", "inbox"],
        "template": "contract-signed",
        "ends": [{"event": "contract.voided.v1", "same": ["contract_id"]}],
    },
}
SERVER: Final = {"name": "机架式服务器", "number": "NJ-2026-000112"}
BOOKED: Final = {"kind": "ordered", "document": "o-1", "order_id": "o-1", "invoice_id": None}
THING: Final = {"description": "风机", "quantity": "10", "unit": "台"}
ADJUSTED: Final = {"of": None, "order_id": "o-1", "invoice_id": "i-3", "amount": cny("50.00")}
BLUE: Final = {
    "number": "26322000000012345678", "direction": "purchase", "colour": "blue", "credit_id": None,
    "blue_number": None, "confirmation": None, "form": "ofd",
}  # fmt: skip
BILL: Final = {"of": None, "number": "531330100001820260302000123456", "acceptor_name": "中国工商银行", "covers": []}
ON_BILL: Final = {"document": "b-3", "of": "b-3", "order_id": None, "invoice_id": "i-3", "amount": cny("50.00")}
LIMITS: Final[dict[str, Any]] = {
    "grade": "Q355",
    "specification": None,
    "limits": [{"name": "C", "kind": "chemistry", "unit": "%", "least": None, "most": "0.20"}],
}
CHECKED: Final[dict[str, Any]] = {
    "standard_id": derived_id("golden", "standard"), "code": "DF-STD-09", "edition": 1, "name": "C", "outcome": "kept",
}  # fmt: skip
OVER_LIMIT: Final = {
    "rule": "credit_limit",
    "figures": {"limit": "100000.00 CNY", "used": "90000.00 CNY", "requested": "73450.00 CNY"},
}
PRICE_TERMS: Final[dict[str, Any]] = {
    "version": 1,
    "terms": {
        "mode": "local",
        "lead": "CN",
        "share": "0.1",
        "countries": [{"country": "CN", "currency": "CNY", "unit_id": None, "decimals": 2}],
        "exchange": {"rate_source": "PBOC", "fixing_on": "2026-03-01", "band": "0.03", "sharing": "0.5"},
    },
    "base": [{"currency": "CNY", "rate": "1", "on": "2026-03-01", "source": "PBOC"}],
}
ACCOUNTS: Final = [
    {"kind": "paid", "direction": "purchase", "instrument": "any", "side": side, "account": account, "amount": "gross"}
    for side, account in (("debit", "2202"), ("credit", "1002"))
]
SIGNED_BY: Final = {
    "groups": [
        {
            "side": side,
            "need": 1,
            "signatories": [
                {
                    "signatory_id": f"s-{place}",
                    "place": place,
                    "side": side,
                    "kind": kind,
                    "person": person,
                    "role": "legal_representative",
                    "days": 30,
                }
            ],
        }
        for place, (side, kind, person) in enumerate((("us", "staff", "p-1"), ("counterparty", "outside", None)), 1)
    ]
}
ASKED: Final = {"signatory_id": "s-1", "side": "us", "kind": "staff"}
PERSON: Final[dict[str, Any]] = {"kind": "person", "name": None, "region": None, "industry": None, "client_kind": None}
FIRM: Final[dict[str, Any]] = {"person_name": None, "person_classes": None}
IN_PUBLIC: Final[dict[str, Any]] = {"kind": "person", "name": None, "person_classes": None}
"""As an early build told of persons."""
IN_NAME: Final[dict[str, Any]] = {"changes": {}, "personal_changes": ["person_name"], "person_name": "赵敏敏"}

STREAMS: Final[dict[str, dict[str, list[Told]]]] = {
    "customer": {
        "customer_credit-changed": of(
            "customer_credit",
            ("customer.credit_changed.v1", {"limit": cny("100000.00"), "term_days": 30, "until": None}),
            ("customer.group_changed.v1", {"before": None}),
        ),
        "service_plan-laid-down": of(
            "service_plan", ("laid_down", {"grade": "BB", "purchase_limit": cny("5000.00"), "discount": "0.1"})
        ),
        "customer-organisation": of(
            "customer",
            ("registered", {**FIRM, "kind": "organisation", "stage": "prospect"}),
            ("changed", {**FIRM, "changes": {"industry": {"before": "信息技术", "after": "制造"}}}),
            ("stage_changed", {"before": "prospect", "after": "active"}),
            "owner_changed",
            "deregistered",
            ("restored", {"stage": "active"}),
            ("merged", {"survivor_id": derived_id("golden", "survivor")}),
            ("unmerged", {"survivor_id": derived_id("golden", "survivor")}),
        ),
        "customer-person": of(
            "customer",
            ("registered", PERSON),
            ("changed", IN_NAME),
            "erased",
        ),
        "customer-in-public": of(
            "customer",
            ("registered", IN_PUBLIC),
            ("changed", {**IN_NAME, "person_classes": None}),
            ("changed", {**IN_NAME, "personal_changes": ["industry"]}),
        ),
        "contact-erased": of("contact", "added", ("changed", {"name": "赵敏敏"}), "removed", "erased"),
        "contact-in-public": of(
            "contact",
            ("added", {"role": "采购经理", "function": None}),
            ("changed", {"role": "buyer", "function": "采购经理", "name": "赵敏敏"}),
        ),
        "import-customers": of("import", "received", "completed"),
    },
    "contract": {
        "type-purchase": of("type", "defined", ("defined", {"retention_years": 15})),
        "template-purchase": of("template", "published", ("published", {"version": 2})),
        "template-reviewed": of(
            "template",
            "drafted", "submitted", "returned", "drafted", "submitted", "published", ("drafted", {"version": 2}),
            "retired",
        ),
        "clause-reviewed": of(
            "clause",
            "drafted", "submitted", ("returned", {"outcome": "rejected"}), "submitted", "approved",
            ("drafted", {"clause_version": 2}), "retired",
        ),
        "file-attached": of("file", "stored", "attached"),
        "file-read": of(
            "file", "stored", "attached", ("words_read", {"outcome": "read", "reason": None, "standard_id": None})
        ),
        "file-of-standard": of(
            "file", "stored", "filed", ("words_read", {"contract_id": "", "outcome": "read", "reason": None})
        ),
        "file-filed": of("file", "stored", "filed"),
        "file-pictured": of("file", "stored", "pictured"),
        "file-discarded": of("file", "stored", "discarded"),
        "comment-resolved": of("comment", "made", "resolved"),
        "contract-lived": of(
            "contract",
            "drafted", "submitted", "rejected", "revised", "submitted", "withdrawn", "revised", "submitted", "approved",
            ("signature_given", {"side": "us"}), ("signature_given", {"side": "counterparty"}),
            "signed", "effective", "suspended", "resumed", "completed", "archived",
        ),
        "contract-sent-out": of(
            "contract", "drafted", "submitted", "approved", "signing_started", "signing_ended", "signing_started"
        ),
        "signing-completed": of(
            "signing",
            ("opened", SIGNED_BY), ("invited", {**ASKED, "times": 1}), ("document_opened", {"signatory_id": "s-1"}),
            ("reminded", {"signatory_id": "s-1", "times": 1, "count": 1}), ("signed", ASKED),
            ("invited", {**ASKED, "signatory_id": "s-2", "side": "counterparty", "times": 1}),
            ("invitation_issued", {"signatory_id": "s-2"}), ("declined", {"signatory_id": "s-2", "halted": True}),
            ("invited", {**ASKED, "signatory_id": "s-2", "side": "counterparty", "times": 2}),
            ("signed", {**ASKED, "signatory_id": "s-2", "side": "counterparty"}), "completed",
        ),
        "signing-elsewhere": of(
            "signing", ("opened", {**SIGNED_BY, "platform": True}), "signed_elsewhere", "completed"
        ),
        "signing-voided": of(
            "signing", ("opened", SIGNED_BY), ("invited", {**ASKED, "times": 1}),
            ("expired", {"signatory_id": "s-1", "halted": True}), "voided",
        ),
        "signatory-named": of("signatory", ("named", {"name": "赵敏敏", "email": "zhao@example.com"})),
        "scan-checked": of(
            "scan",
            ("registered", {"signatures": [{"side": "us", "signatory_id": "p-1"}]}),
            ("checked", {"verdict": "confirmed"}),
        ),
        "authority-revoked": of("authority", "granted", "revoked"),
        "party-graded": of(
            "party", ("graded", {"approval_id": None}), ("judged", {"related": True, "blocked": False}), "sized",
            ("grade_asked", {"approval_id": "a-1"}), ("grade_refused", {"approval_id": "a-1"}),
            ("grade_asked", {"approval_id": "a-2"}), ("graded", {"approval_id": "a-2"}),
        ),
        "contract-terminated": of(
            "contract", ("imported", {"state": "effective"}), "amendment_imported", "terminated", "archived"
        ),
        "contract-expired": of("contract", ("imported", {"state": "effective"}), "expired"),
        "contract-voided": of("contract", "drafted", "voided"),
        "contract-amended": of(
            "contract",
            "drafted", "work_begun", "submitted", "approved",
            ("signature_given", {"side": "us"}), ("signature_given", {"side": "counterparty"}),
            "signed", "effective", "amendment_agreed", "amended", "term_ending", "renewed", "renewal_declined",
            "expired", ("hold_placed", {"hold_id": "h-1"}), "archived", ("hold_released", {"hold_id": "h-1"}),
            "retention_ended",
        ),
        "contract-amendment": of(
            "contract",
            "drafted", "submitted", "approved",
            ("signature_given", {"side": "us"}), ("signature_given", {"side": "counterparty"}),
            "amendment_signed", "amendment_effective",
        ),
        "ledger-amended": of(
            "ledger", ("opened", {"open_ended": False}), ("booked", BOOKED), ("amended", {"open_ended": False})
        ),
        "obligation-lapsed": of("obligation", "planned", "changed", "lapsed"),
        "copies-returned": of(
            "copies", ("handed_out", {"count": 2}), ("chased", {"left": 2}), ("returned", {"count": 2, "left": 0})
        ),
        "seal_use-registered": of("seal_use", "seal.used.v1"),
        "exchange_rate-dollar": of("exchange_rate", ("fixed", {"currency": "USD", "against": "CNY", "rate": "7.1"})),
        "master-drawn": of(
            "master",
            ("opened", {"cap": cny("100000.00")}),
            ("drawn", {"stage": "ordered", "amount": cny("500.00"), "counted": cny("500.00"), "rate": "1"}),
            ("amended", {"cap": cny("200000.00")}), "closed", "reopened",
        ),
        "service_level-measured": of(
            "service_level",
            ("agreed", {"sense": "at_least", "scale": "percent", "target": "95"}),
            ("measured", {"period": "2026-02", "value": "96.5", "target": "95", "met": True, "cases": 40}),
        ),
        "account_team-left": of("account_team", "joined", "left"),
        "price-changed": of(
            "price",
            ("terms_laid_down", PRICE_TERMS),
            ("laid_down", {"prices": [{"product_code": "FAN-1", "country": "CN", "price": "98.50"}]}),
            ("changed", {"product_code": "FAN-1", "country": "CN", "before": None, "price": "98.50", "steps": []}),
        ),
        "exposure-checked": of(
            "exposure",
            ("checked", {"limit": cny("100000.00"), "reasons": [OVER_LIMIT], "rates": [], "grade": "BB"}),
            "hold_lifted", "noted",
        ),
        "order-released": of("order", ("held", {"reasons": [OVER_LIMIT]}), "released", "placed"),
        "order-refused": of("order", ("held", {"reasons": [OVER_LIMIT]}), ("refused", {"outcome": "rejected"})),
        "ledger-purchase": of(
            "ledger",
            ("opened", {"open_ended": False}),
            ("booked", BOOKED),
            ("booked", {**BOOKED, "kind": "delivered", "document": "d-1"}),
            ("booked", {**BOOKED, "kind": "accepted", "document": "a-1"}),
            ("booked", {**BOOKED, "kind": "invoiced", "document": "i-1"}),
            ("booked", {**BOOKED, "kind": "paid", "document": "p-1", "invoice_id": "i-1", "amount": cny("450.00")}),
        ),
        "ledger-sales": of(
            "ledger",
            ("opened", {"open_ended": False, "direction": "sales"}),
            ("booked", {**BOOKED, "kind": "invoiced", "document": "i-2", "order_id": None}),
            ("booked", {**BOOKED, "kind": "received", "document": "p-2", "order_id": None}),
            (
                "booked",
                {**BOOKED, "kind": "allocated", "document": "p-2", "order_id": None, "invoice_id": "i-2",
                 "amount": cny("3450.00")},
            ),
        ),
        "order-accepted": of(
            "order",
            "placed",
            ("delivered", {"lines": [{"line": 1, "quantity": "6"}]}),
            ("accepted", {"lines": [{"line": 1, "description": "服务器", "quantity": "6", "amount": cny("67800.00")}]}),
        ),
        "ledger-settled": of(
            "ledger",
            ("opened", {"open_ended": False}),
            ("booked", {**BOOKED, "kind": "invoiced", "document": "i-3", "invoice_id": "i-3"}),
            ("booked", {**BOOKED, "kind": "paid", "document": "p-3", "invoice_id": "i-3", "amount": cny("450.00")}),
            ("adjusted", {**ADJUSTED, "kind": "credited", "document": "n-3"}),
            ("adjusted", {**ADJUSTED, "kind": "retained", "document": "k-3"}),
            ("adjusted", {**ADJUSTED, "kind": "released", "document": "k-4"}),
            ("adjusted", {**ADJUSTED, "kind": "refunded", "document": "p-4", "of": "p-3"}),
            ("adjusted", {**ADJUSTED, "kind": "withheld", "document": "w-3"}),
            ("adjusted", {**ADJUSTED, "kind": "secured", "document": "g-3", "invoice_id": None}),
            ("accrued", {"kind": "accrued", "of": "i-3", "phase": "late-interest", "amount": cny("2.50")}),
            ("accrued", {"kind": "unaccrued", "of": "i-3", "phase": "late-interest", "amount": cny("0.50")}),
        ),
        "invoice-received": of(
            "invoice", "received", "credited", ("retained", {"cap": "0.03"}), "released", "tax_withheld"
        ),
        "invoice-issued": of("invoice", "issued"),
        "invoice-brought-forward": of("invoice", ("brought_forward", {"direction": "sales"})),
        "einvoice-blue": of(
            "einvoice",
            ("recorded", BLUE),
            "verified",
            ("deduction_changed", {"before": "open", "after": "claimed", "period": "2026-03", "because": None}),
            ("deduction_changed", {"before": "claimed", "after": "transferred_out", "period": "2026-04"}),
        ),
        "bill-honoured": of("bill", ("taken", BILL), "applied", "endorsed", ("honoured", {"passed_on": True})),
        "bill-split": of("bill", ("taken", BILL), "split"),
        "bill-dishonoured": of(
            "bill", ("taken", BILL), "maturing", "discounted", ("dishonoured", {"passed_on": True})
        ),
        "ledger-bills": of(
            "ledger",
            ("opened", {"open_ended": False, "direction": "sales"}),
            ("booked", {**BOOKED, "kind": "invoiced", "document": "i-3", "order_id": None}),
            *(
                ("adjusted", {**ON_BILL, "kind": kind})
                for kind in ("taken", "covered", "discounted", "recoursed", "dishonoured")
            ),
        ),
        "requirement-conceded": of(
            "requirement",
            "stated",
            ("batch_measured", {"batch": "H-1", "held": True}),
            ("batch_decided", {"batch": "H-1", "decision": "conceded", "grade": None, "concession": "QC-12"}),
        ),
        "quality_plan-laid-down": of("quality_plan", "laid_down"),
        "objection-upheld": of("objection", "raised", ("answered", {"outcome": "upheld"})),
        "port_message-accepted": of(
            "port_message", "queued", "sent", "postponed", ("sent", {"attempt": 2}), "unknown", "accepted"
        ),
        "port_message-refused": of("port_message", "queued", "sent", "refused", ("queued", {"round": 2})),
        "part-changed": of("part", "changed", "changed"),
        "questionnaire-sent-back": of(
            "questionnaire", ("received", {"questions": 1}), ("question_asked", {"question": 1}),
            ("assigned", {"questions": [1], "department": SUZHOU}),
            ("answered", {"question": 1, "revision": 1, "department": SUZHOU, "same_as": None}),
            ("answer_reviewed", {"question": 1, "revision": 1, "verdict": "rejected"}),
            ("overdue", {"department": SUZHOU}),
            ("answered", {"question": 1, "revision": 2, "department": SUZHOU, "same_as": None}),
            ("answer_reviewed", {"question": 1, "revision": 2, "verdict": "accepted", "reason": None}), "sent_back",
        ),
        "questionnaire-withdrawn": of("questionnaire", "received", "withdrawn"),
        "standard-taken-over": of(
            "standard", ("received", {"edition": 1, **LIMITS}), ("limits_accepted", {"edition": 1, **LIMITS}),
            ("received", {"edition": 2, **LIMITS}), ("declined", {"edition": 2}), ("limits_ended", {"edition": 1}),
        ),
        "limit_check-kept": of("limit_check", ("limits.checked.v1", {"checked": [CHECKED]})),
        "agreed_limits-stated": of("agreed_limits", ("stated", LIMITS)),
        "concession-granted": of(
            "concession", ("asked", {"name": "C", "unit": "%", "least": None, "most": "0.22", "edition": 1}),
            ("decided", {"granted": True}),
        ),
        "concession-batch": of("concession", ("batch_asked", {"batch": "H-1"}), ("decided", {"granted": True})),
        "collector-laid-down": of("collector", "laid_down", "laid_down"),
        "collector-paused": of("collector", "laid_down", "paused", "resumed"),
        "collector_batch-taken": of("collector_batch", "collector.batch_taken.v1"),
        "collected-set-aside": of("collected", "taken", "set_aside", "taken_up", "booked"),
        "direct_debits-collected": of(
            "direct_debit", ("tried", {"debit_id": "d-1", "amount": cny("90.00")}), ("failed", {"debit_id": "d-1"}),
            ("tried", {"debit_id": "d-2", "amount": cny("90.00")}), ("succeeded", {"debit_id": "d-2"}),
        ),
        "interest_invoices-taken": of("interest_invoices", "late_interest.invoiced.v1"),
        "collected-accepted": of(
            "collected",
            ("taken", {"said": {"kind": "acceptance", "source_id": "85", "on": "2026-03-04", "delivery": "80"}}),
            ("booked", {"kind": "acceptance"}),
        ),
        "collected-booked": of("collected", "taken", ("differed", {"content_hash": "b" * 64}), "booked"),
        "product-priced": of(
            "product",
            ("changed", {"code": "FAN-1", "particulars": {"name": "离心风机", "mnemonic": "lxfj", "unit": "台"}}),
            ("priced", {"code": "FAN-1", "kind": "retail", "customer_id": None, "price": "98.50"}),
        ),
        "tariff-laid-down": of(
            "tariff",
            (
                "laid_down",
                {"customer_id": None, "grade": "AA", "product_code": None, "brand": "云栈", "discount": "0.05"},
            ),
        ),
        "brand_month-laid-down": of(
            "brand_month",
            ("laid_down", {"month": "2026-03", "key": ["云栈"], "tracked": ["东方", "北辰"]}),
            ("laid_down", {"month": "2026-03", "key": ["云栈", "东方"], "tracked": []}),
        ),
        "payment-made": of("payment", "requested", "made"),
        "payment-brought-forward": of("payment", ("brought_forward", {"direction": "sales"}), "allocated"),
        "payment-blocked": of("payment", "requested", "blocked"),
        "payment-received": of("payment", "received", "allocated"),
        "payment-waived": of("payment", "requested", "blocked", "held", "released", "made", "offset"),
        "payment-refunded": of("payment", "refunded"),
        "waiver-used": of("waiver", "asked", "granted", "used"),
        "waiver-refused": of("waiver", "asked", ("refused", {"outcome": "rejected"})),
        "waiver-expired": of("waiver", "asked", "granted", "expired"),
        "guarantee-claimed": of("guarantee", "registered", "extended", "expiring", "claimed", "returned"),
        "guarantee-expired": of("guarantee", "registered", "expired"),
        "setting-deposit": of("setting", "laid_down"),
        "stamp_duty-signed": of(
            "stamp_duty", "deferred", ("incurred", {"cause": "settlement"}), ("incurred", {"cause": "amendment"})
        ),
        "setting-small-supplier": of("setting", ("laid_down", {"setting": "small_supplier_days", "value": "60"})),
        "accounts-accounting": of("accounts", ("mapped", {"from_period": "2026-03", "lines": ACCOUNTS})),
        "statement-matched": of("statement", "taken", ("line_matched", {"line": 1})),
        "book-closed": of("book", ("period_closed", {"period": "2026-03"}), ("period_closed", {"period": "2026-04"})),
        "ageing-laid-down": of("ageing", ("laid_down", {"buckets": [30, 60], "losses": ["0", "0.1", "0.5", "1"]})),
        "arrears-collected": of(
            "arrears",
            ("level_changed", {"level": 1, "before": 0}),
            ("demanded", {"provable": True}), "promised", ("promise_ended", {"outcome": "broken"}),
            "disputed", "dispute_resolved",
            ("paused", {"from_on": "2027-01-01", "until_on": "2027-01-09"}),
            "interest_agreed", "interest_charged",
            "balance_asked", "balance_unanswered", ("balance_answered", {"outcome": "agreed"}),
        ),
        "arrears-off": of(
            "arrears",
            "write_off_asked", "write_off_refused", "write_off_asked",
            ("impaired", {"kind": "provisioned", "invoice_id": None, "amount": cny("80.00")}),
            ("impaired", {"kind": "derecognised", "invoice_id": "i-1", "amount": cny("80.00")}),
            ("impaired", {"kind": "restored", "invoice_id": "i-1", "amount": cny("30.00")}),
        ),
        "obligation-met": of("obligation", "planned", "due", "overdue", "met"),
        "obligation-handed-over": of("obligation", ("planned", {"thing": THING}), "performed", "met"),
        "approval-approved": of(
            "approval",
            "opened", "step_started", "opinion_asked", "opinion_given", "delegated", "reminded", "overdue", "vacant",
            "filled", "handed_on", ("decided", {"verdict": "approve", "step_done": True}),
            ("closed", {"outcome": "approved"}),
        ),
        "approval-returned": of(
            "approval",
            "opened", "step_started", ("decided", {"verdict": "return"}), ("closed", {"outcome": "withdrawn"}),
        ),
    },
    "asset": {
        "class-servers": of("class", ("defined", {"code": "A02.01.04"}), ("retired", {"code": "A02.01.04"})),
        "depreciation-april": of("depreciation", "started", "posted", "reversed"),
        "depreciation_accounts-accounting": of(
            "depreciation_accounts",
            ("mapped", {"from_period": "2026-03", "lines": [{"expense": "6602.01", "accumulated": "1602.01"}]}),
        ),
        "project-settled": of(
            "project",
            "opened",
            ("cost_booked", {"kind": "purchase"}),
            ("cost_booked", {"acceptance_id": None, "line": 2, "amount": cny("1200.50"), "kind": "overhead"}),
            "completed",
            "settled",
        ),
        "asset-lived": of(
            "asset",
            ("provisional", SERVER), "depreciation_planned", "depreciated", ("capitalised", SERVER),
            ("depreciation_planned", {"reason": "settled", "since": "2026-05-01"}),
            "depreciated", "depreciation_reversed", "value_adjusted", "moved",
            ("offered", {"receiver": SUZHOU}), "offer_ended", ("offered", {"receiver": SUZHOU}),
            ("transferred", {"giver": NANJING, "receiver": SUZHOU}),
        ),
        "transfer-received": of(
            "asset",
            ("transfer_proposed", {"giver": NANJING, "receiver": SUZHOU, "approvers": [NANJING, SUZHOU]}),
            ("transfer_approved", {"unit": NANJING, "in_transit": False}),
            ("transfer_approved", {"unit": SUZHOU, "in_transit": True}),
            "transfer_received",
        ),
        "transfer-returned": of(
            "asset",
            ("transfer_proposed", {"approvers": [SUZHOU]}),
            ("transfer_approved", {"unit": SUZHOU, "in_transit": True}), "transfer_refused", "transfer_returned",
        ),
        "transfer-rejected": of("asset", "transfer_proposed", "transfer_rejected"),
    },
    "scoring": {
        "readmodel-purchases": of("readmodel", ("rebuilt", {"model": "purchases", "generation": 2})),
        "lifetime-cdnow": of("model", "trained"),
        "credit-graded": of("credit", ("score.calculated.v1", {"indicators": []}), "changed"),
        "credit_scheme-laid-down": of("credit_scheme", "laid_down"),
    },
    "notify": {
        "rule-signed": of("rule", ("defined", RULE), ("defined", {**RULE, "version": 2, "enabled": False})),
        "message-delivered": of(
            "message", "intended", "attempted", "postponed", "attempted", "sent", "delivered", "moot"
        ),
        "message-decided": of(
            "message", "intended", "attempted", "outcome_unknown", ("outcome_decided", {"outcome": "repeat"}), "failed"
        ),
        "message-suppressed": of("message", "intended", "suppressed"),
        "task-done": of("task", "opened", "escalated", "done"),
        "task-moot": of("task", "opened", "moot"),
        "webhook-erp": of(
            "webhook",
            ("registered", {"events": ["contract/contract.signed.v1"]}), ("changed", {"events": ["contract/*"]}),
            "secret_rotated", "replay_asked", "replayed", ("disabled", {"reason": "failing"}), "enabled",
        ),
        "webhook-closed": of("webhook", "registered", "owner_left", "taken_over", "replay_asked", "closed"),
        "webhook_delivery-sent": of("webhook", "intended", "postponed", "delivered", "resent", "failed"),
        "webhook_delivery-dropped": of("webhook", "intended", "dropped"),
    },
    "portal": {
        "unit-nanjing": of("portal", ("unit_changed", {"kind": "city"}), ("unit_changed", {"name": "南京市分公司"})),
        "unit-planned": of(
            "portal",
            ("unit_changed", {"kind": "city"}),
            ("unit_change_planned", {"change_id": "8d6b3b2c-5f3c-5c5e-9a55-0b6f0f2f8f10", "name": "南京分公司"}),
            ("unit_assigned", {}),
            ("unit_changed", {"kind": "city", "change_id": "8d6b3b2c-5f3c-5c5e-9a55-0b6f0f2f8f10"}),
            ("unit_change_planned", {"change_id": "1c0f6f0e-9c56-5d83-9c0c-0a3f5d1f7a21", "active": False}),
            ("unit_change_withdrawn", {"change_id": "1c0f6f0e-9c56-5d83-9c0c-0a3f5d1f7a21"}),
            ("unit_change_planned", {"change_id": "5b3a6c2e-2f43-5a08-8f4d-6d8a4c1f9b32", "active": False}),
            ("unit_change_lapsed", {"change_id": "5b3a6c2e-2f43-5a08-8f4d-6d8a4c1f9b32", "reason": "unit-not-empty"}),
        ),
        "company-chosen": of("portal", ("company_type_chosen", {"customers": "many", "offer": "standard"})),
        "personnel-numbered": of("portal", "staff_numbered"),
        "calendar-nanjing": of(
            "portal",
            ("calendar_published", {
                "years": [2027], "replaced": [2027],
                "days": [
                    {"day": "2027-01-01", "working": False, "name": "元旦"},
                    {"day": "2027-02-20", "working": True, "name": "春节调休"},
                ],
            }),
            "calendar_withdrawn",
        ),
        "legal_entity-nanjing": of(
            "portal",
            "legal_entity_registered", ("book_opened", {"code": "main", "name": "主账套"}), "seal_registered",
            ("bank_account_opened", {"number": "4301010109100012345", "ending": "2345"}),
            ("legal_entity_changed", {"name": "南京云栈数据有限公司"}), "seal_handed_over",
            "seal_destroyed", "bank_account_closed", ("book_closed", {"code": "main"}), "legal_entity_deregistered",
        ),
        "access_request-granted": of("portal", "access_requested", "access_granted"),
        "access_request-refused": of("portal", "access_requested", "access_refused"),
        "access_request-withdrawn": of("portal", "access_requested", "access_withdrawn"),
        "approval-access": of(
            "approval",
            "opened", "step_started", "opinion_asked", "opinion_given", "delegated", "reminded", "overdue", "vacant",
            "filled", "handed_on", ("decided", {"verdict": "approve", "step_done": True}),
            ("closed", {"outcome": "approved"}),
        ),
        "role_group-front-office": of(
            "portal",
            ("role_group_defined", {"code": "front-office", "title": "前台", "roles": ["salesperson", "cashier"]}),
            (
                "role_group_defined",
                {"code": "front-office", "title": "前台", "roles": ["salesperson"], "active": False},
            ),
        ),
        "separation-offices": of("portal", "offices_separated"),
        "staff-left": of(
            "portal",
            ("staff_joined", {"title": ""}), "role_granted", ("role_granted", {"role": "approver"}), "role_revoked",
            "staff_moved", "staff_deputised", "second_factor_enrolled", "account_unused", "second_factor_removed",
            "session_ended", "staff_frozen", ("staff_corrected", {"title": ""}), "staff_leave_planned",
            "staff_leave_withdrawn", "staff_left", "staff_erased",
        ),
        "staff-in-public": of(
            "portal",
            ("staff_joined", {"title": "信息中心主任", "job_title": None}),
            ("staff_corrected", {"title": "", "job_title": "信息中心主任"}),
        ),
    },
}  # fmt: skip
"""By service, then by the stream's prefix and a word for what becomes of it."""
