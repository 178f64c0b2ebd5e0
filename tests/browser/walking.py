"""Every page there is, found from the route table, in both languages, colours and widths: axe finds nothing serious,
nothing runs over the edge, every word is translated, the console stays silent.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

from services.portal.pages.frame.route import PageRoute
from services.portal.pages.rooms import ROOMS

from .conftest import DESK, PHONE, Person, Sit
from .installation import Installation

AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text(encoding="utf-8")
SERIOUS = """async (rules) => {
  const only = rules.length ? { runOnly: { type: "rule", values: rules } } : {};
  const found = await axe.run(document, { resultTypes: ["violations"], ...only });
  return found.violations.filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""
OVER_THE_EDGE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
UNDRAWN = "[...document.querySelectorAll('[data-chart]')].filter((one) => !one.querySelector('svg path')).length"
WITHOUT_SESSION = ("/sign-in", "/invitation")
COLOURS: Final[dict[Any, list[str]]] = {"light": [], "dark": ["color-contrast", "link-in-text-block"]}
"""Every rule in the first; in the second those that ask for colours."""

ONE_LOOK: Final = (DESK, "light")
"""Where every rule is asked in a second language: what its words can change is names, and the room they take."""

TOGETHER: Final = {
    "/{of}/{thing}/timeline": "/customers/{customer_id}/timeline",
    "/arrears/{contract_id}": "/arrears/{sold}",
    "/arrears/{contract_id}/replies/{file_id}": "/arrears/{sold}/replies/{reply}",
    "/masters/{contract_id}": "/masters/{master}",
    "/orders/{order_id}/files/{file_id}": "/orders/{order_id}/files/{quality_file}",
    "/payments/stamp-duty/contracts.{form}": "/payments/stamp-duty/contracts.csv",
    "/masters/{contract_id}/prices": "/masters/{master}/prices",
    "/masters/{contract_id}/service": "/masters/{master}/service",
    "/requirements/agreements/{contract_id}": "/requirements/agreements/{agreement}",
    "/requirements/standards/{standard_id}/editions/{edition}/document": (
        "/requirements/standards/{standard_id}/editions/1/document"
    ),
    "/masters/{contract_id}/prices/terms": "/masters/{master}/prices/terms",
    "/masters/{contract_id}/prices/new": "/masters/{master}/prices/new",
    "/masters/{contract_id}/prices/explained": "/masters/{master}/prices/explained?product=BRG-6204&country=CN",
    "/why/{of}/{thing}/{figure}": "/why/customer/{customer_id}/received?currency=CNY",
    "/customers/{customer_id}/parts/{part}": "/customers/{customer_id}/parts/payments",
    "/events/{service}/{stream}": "/events/contract/contract-{contract_id}",
    "/contracts/{contract_id}/deeds/{name}": "/contracts/{contract_id}/deeds/payment",
    "/payments/reconciliation": "/payments/reconciliation?account=icbc-1&period=2026-03",
    "/operations/parked/{service}": "/operations/parked/contract?cursor=",
    "/operations/parked/{service}/{number}": "/operations/parked/contract/{parked}",
    "/orders/parts/{part_id}/drawings/{file_id}": "/orders/parts/{part_id}/drawings/{quality_file}",
    "/access/{approval_id}": "/access/{access_approval}",
    "/contracts/new/draft": "/contracts/new/draft?type_id={type_id}&template_id={template_id}",
    "/contracts/{contract_id}/signings/new": "/contracts/{approved}/signings/new",
    "/contracts/{contract_id}/scans/new": "/contracts/{approved}/scans/new",
    "/access/requests/{request_id}": "/access/requests/{access_request}",
    "/administration/roles/groups/{code}": "/administration/roles/groups/{role_group}",
    "/imports/customers/{import_id}": "/imports/customers/{customer_import}",
    "/imports/customers/{import_id}/live": "/imports/customers/{customer_import}/live",
    "/imports/customers/{import_id}/refused.csv": "/imports/customers/{customer_import}/refused.csv",
    "/imports/staff/{import_id}": "/imports/staff/{staff_import}",
    "/imports/staff/{import_id}/columns": "/imports/staff/{staff_import}/columns",
    "/imports/staff/{import_id}/live": "/imports/staff/{staff_import}/live",
    "/imports/staff/{import_id}/refused.csv": "/imports/staff/{staff_import}/refused.csv",
    "/imports/contracts/{import_id}": "/imports/contracts/{contract_import}",
    "/imports/contracts/{import_id}/live": "/imports/contracts/{contract_import}/live",
    "/imports/contracts/{import_id}/remarks.csv": "/imports/contracts/{contract_import}/remarks.csv",
}
"""Routes whose parameters mean something only together, by an address of each."""


def addresses(installation: Installation) -> Iterator[str]:
    """Every GET route of a page with something that exists in the place of each parameter."""
    for room in ROOMS:
        for route in room.routes:
            if isinstance(route, PageRoute) and "GET" in route.methods:
                address = TOGETHER.get(route.path, route.path)
                unknown = set(re.findall(r"\{(\w+)", address)) - installation.ids.keys()
                assert not unknown, f"{route.path}: say in Installation.ids what {', '.join(sorted(unknown))} may be"
                yield re.sub(r"\{(\w+)[^}]*\}", lambda name: installation.ids[name[1]], address)


def is_whole(person: Person, address: str) -> bool:
    """Whether a page, and not a part of one, a file, a stream or a way elsewhere, stands at the address."""
    if address.endswith("/live"):
        return False
    answer = person.context.request.get(address, max_redirects=0)
    assert answer.status in {200, 303}, f"{address}: {answer.status}"
    return "text/html" in answer.headers.get("content-type", "") and answer.text().lstrip().startswith("<!doctype")


def faults_of(page: Page, address: str, *, second: bool = False) -> list[str]:
    """In both colours and widths, without loading the page again; `second` once its other language was seen whole."""
    found = []
    page.evaluate(AXE)
    for size in (DESK, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict of two numbers
        for colours, rules in COLOURS.items():
            page.emulate_media(color_scheme=colours)
            where = f"{address} {size['width']} {colours}: "
            if not second or (size, colours) == ONE_LOOK:
                found += [where + one for one in page.evaluate(SERIOUS, rules)]
            over, undrawn = page.evaluate(OVER_THE_EDGE), page.evaluate(UNDRAWN)
            found += [f"{where}{over} px over the edge"] if over > 0 else []
            found += [f"{where}{undrawn} charts are empty"] if undrawn else []
    return found


def walk(sit: Sit, installation: Installation, language: str, *, second: bool = False) -> list[str]:
    """What is wrong on any page in a language, seen by the administrator and, before the door, by a stranger;
    `second` is the language looked at after the other.
    """
    administrator, stranger = sit("administrator", language=language), sit(language=language)
    walked, faults = [], []
    for address in addresses(installation):
        person = stranger if address in WITHOUT_SESSION else administrator
        if is_whole(person, address):
            person.page.set_viewport_size(DESK)  # type: ignore[arg-type]  # a dict of two numbers
            person.goes(address)
            faults += faults_of(person.page, address, second=second)
            walked.append(address)
    assert {"/", "/sign-in", "/customers", "/contracts", "/assets", "/inbox", "/operations", "/design"} <= set(walked)
    return faults
