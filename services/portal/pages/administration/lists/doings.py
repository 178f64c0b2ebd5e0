"""What everybody's work goes by, laid down otherwise: each a form, and the body that the service takes of it."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from services.portal.pages.administration.lists.endpoints import DAYS, SETTINGS, WAYS
from services.portal.pages.doing.doing import Doing, Field
from services.portal.pages.drafting.fields import Fields, figure
from services.portal.pages.frame.document_terms import WORDS
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.words import N_

CONTROLS: Final = {code: TERMS[code] for code in ("strict", "report")}
METHODS: Final = {code: TERMS[code] for code in ("straight_line", "double_declining", "sum_of_years_digits")}
STAMPED: Final = "stamp_"
STAMP_ITEMS: Final = {code.removeprefix(STAMPED): word for code, word in WORDS.items() if code.startswith(STAMPED)}
TYPE: Final = Doing(
    N_("Change the type"),
    "contract.type.define",
    "contract",
    "/v1/types/{of}",
    (
        Field("name", N_("Name"), required=True),
        Field("number_prefix", N_("Numbers begin with"), required=True, most=8),
        Field("payment_control", N_("Payments"), "pick", options=CONTROLS, required=True),
        Field("match_tolerance", N_("Invoices may exceed by (percent)"), most=10),
        Field("retention_years", N_("Kept for years"), "count", required=True),
        Field("ways", N_("Drafts begin from"), "checks", options=WAYS),
        Field("required_clauses", N_("Clauses it asks for"), hint=N_("Codes of the library with commas between.")),
        Field("stamp_item", N_("Stamp duty as"), "pick", options={"": N_("as the type above"), **STAMP_ITEMS}),
    ),
    N_("Changed for contracts drafted from now on."),
    method="PUT",
    versioned=True,
    hint=N_("It holds for contracts drafted from now on; others keep what they copied."),
)
SETTING: Final = Doing(
    N_("Lay down a cap or rate"),
    "contract.setting.lay_down",
    "contract",
    "/v1/settings",
    (
        Field("setting", N_("What"), "pick", options=SETTINGS, required=True),
        Field("type_code", N_("Holds for"), "pick"),
        Field("value", N_("Percent, or days"), hint=N_("Empty: what was laid down holds no more.")),
        Field("effective_on", N_("From"), "day", required=True),
    ),
    N_("Laid down."),
)
CLASS: Final = Doing(
    N_("Define a class"),
    "asset.class.define",
    "asset",
    "/v1/classes",
    (
        Field("code", N_("Code"), required=True, hint=N_("Up to four parts joined by points; the class above first.")),
        Field("name", N_("Name"), required=True),
        Field("measure", N_("Unit of measure"), most=40),
        Field("method", N_("Method"), "pick", options=METHODS, required=True),
        Field("periods", N_("Life in months"), "count", required=True),
        Field("residual_rate", N_("Residual value (percent of the cost)"), most=10),
        Field("tax_periods", N_("Life in months for tax"), "count", hint=N_("Empty: no book for tax.")),
        Field("attributes", N_("Attributes"), hint=N_("With commas between.")),
    ),
    N_("Defined."),
    hint=N_("A class is not changed afterwards: define another one, and retire this one."),
)
RETIREMENT: Final = Doing(
    N_("Retire the class"),
    "asset.class.define",
    "asset",
    "/v1/classes/{of}/retirement",
    (),
    N_("Retired: no new asset has it."),
    hint=N_("No new asset may have it from now on; those that have it keep it."),
    harm=True,
)


def share(text: str) -> str:
    """`13` or `13%` as `0.13`; what is no number goes as it was typed, for the service to refuse."""
    try:
        return f"{(Decimal(figure(text.rstrip('%') or '0')) / 100).normalize():f}"
    except InvalidOperation:
        return text


def percent(value: Any) -> str:
    """`0.13` as `13`."""
    return f"{(Decimal(str(value)) * 100).normalize():f}"


def among(text: str) -> list[str]:
    """What stands between commas, of either script."""
    return [one.strip() for one in text.replace("，", ",").replace("、", ",").split(",") if one.strip()]


def fields_of_type(rules: Mapping[str, Any]) -> Fields:
    """The form that says what the type says."""
    fields = {name: str(rules.get(name) or "") for name in ("name", "number_prefix", "payment_control", "stamp_item")}
    fields |= {"match_tolerance": percent(rules["match_tolerance"]), "retention_years": str(rules["retention_years"])}
    fields |= {f"ways-{one}": "yes" for one in rules["ways"]}
    return {**fields, "required_clauses": ", ".join(rules["required_clauses"])}


def type_by(rules: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """The type as the form says it; what no form asks for stays."""
    said = TYPE.body(fields, {})
    kept = {name: value for name, value in rules.items() if name != "type_id"}
    return {
        **kept,
        **said,
        "match_tolerance": share(fields.get("match_tolerance", "")),
        "required_clauses": among(fields.get("required_clauses", "")),
        "stamp_item": fields.get("stamp_item") or None,
    }


def setting_by(fields: Mapping[str, str]) -> dict[str, Any]:
    """A share is typed in percent; without a value the setting is lifted."""
    name, typed = fields.get("setting", ""), fields.get("value", "")
    value = figure(typed) if name in DAYS else share(typed)
    return {
        "setting": name,
        "type_code": fields.get("type_code") or None,
        "value": value if typed else None,
        "effective_on": fields.get("effective_on", ""),
    }


def class_by(fields: Mapping[str, str]) -> dict[str, Any]:
    """A class with its leading book, and one for tax where a life is told for it."""
    said = CLASS.body(fields, {})
    terms = {"method": said["method"], "residual_rate": share(fields.get("residual_rate", ""))}
    books = [{**terms, "book": "accounting", "leading": True, "periods": said["periods"]}]
    if "tax_periods" in said:
        books.append({**terms, "book": "tax", "periods": said["tax_periods"]})
    plain: dict[str, Any] = {name: said[name] for name in ("code", "name", "measure") if name in said}
    return {**plain, "books": books, "attributes": among(fields.get("attributes", ""))}


PLACES: Final[Mapping[str, str]] = {
    "/books/0/periods": "periods",
    "/books/0/residual_rate": "residual_rate",
    "/books/0/method": "method",
    "/books/1/periods": "tax_periods",
    "/books": "periods",
}
"""By which field of the form of a class a part of its body is said."""
