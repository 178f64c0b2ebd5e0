"""What is done with versions, one sentence a function."""

import asyncio
from dataclasses import asdict, replace
from datetime import date
from typing import Any, Literal

from services.contract.contract.aggregate import CONTRACT
from services.contract.contract.events import ContractDrafted
from services.contract.contract.handlers import draft_contract
from services.contract.contract.state import Contract
from services.contract.contract.wish import LineWish, Wish
from services.contract.paper.docx import fill_paper
from services.contract.template.filling import declared_of, paper_bytes
from services.contract.template.handlers import published_content
from services.contract.text.document import RISKS, Document
from services.contract.text.rendering import ready
from services.contract.version import queries
from services.contract.version.difference import clauses_differ, figures_differ, of_template
from services.contract.version.schemas import CopyBody
from shared.eventstore import keys
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import NotPossibleNowError

Against = Literal["previous", "template"]


async def copy_contract(
    work: Work, sealer: keys.Sealer, contract_id: str, new: str, unit: str, body: CopyBody, names: dict[str, str]
) -> Stream[Contract]:
    """Another draft that says what a contract says; its files are sent anew where they shall be part of it."""
    source = await work.load(CONTRACT, contract_id, must_exist=True)
    terms = source.state.terms
    if terms is None:
        raise NotPossibleNowError(source.state.state, body)
    document = await queries.document_needed(work, contract_id, terms.text_hash)
    same_party = body.counterparty_id in (None, terms.counterparty_id)
    wish = replace(
        copied_wish(terms, document, contract_id, names, work.context.today),
        title=body.title or terms.title,
        owner_id=work.context.actor,
        counterparty_id=body.counterparty_id or terms.counterparty_id,
        parties=terms.parties if same_party else (),
        under=terms.under,
        country=terms.country,
    )
    return await draft_contract(work, sealer, new, unit, wish)


def copied_wish(
    terms: ContractDrafted, document: Document, contract_id: str, names: dict[str, str], today: date
) -> Wish:
    """What a contract says, as a wish; its files are not part of it."""
    return Wish(
        type_id=terms.type_id,
        template_id=None,
        variables={},
        own_text=None,
        title=terms.title,
        owner_id=terms.owner_id,
        counterparty_id=terms.counterparty_id,
        currency=terms.amount.currency,
        amount=terms.amount,
        lines=tuple(_line(line) for line in terms.lines),
        plan=terms.plan,
        term_from=terms.term_from,
        term_to=terms.term_to,
        effective_from=terms.effective_from,
        on=today,
        copied=document,
        copied_from=contract_id,
        copied_deviations=terms.deviations,
        parties=terms.parties,
        names=names,
        deliverables=terms.deliverables,
        governing_law=terms.governing_law,
        forum=terms.forum,
        language=terms.language,
        copies=terms.copies,
        amount_kind=terms.amount_kind,
        renewal=terms.renewal,
        master=terms.master,
    )


def _line(line: Any) -> LineWish:
    return LineWish(
        line.description,
        line.quantity,
        line.unit,
        line.unit_price,
        line.tax_rate,
        line.tax_on,
        line.product_code,
    )


def difference(document: Document, before: Document | None, against: Against) -> dict[str, Any]:
    """What a version says otherwise than the one before it, or than its template; of a first version everything is
    added.
    """
    base = of_template(document) if against == "template" else before.clauses if before else ()
    clauses = clauses_differ(base, document.clauses)
    figures = [] if against == "template" else figures_differ(before.figures if before else {}, document.figures)
    risks = [one.risk for one in clauses if one.change != "same"]
    return {
        "clauses": [asdict(one) for one in clauses],
        "figures": [asdict(one) for one in figures],
        "highest_risk": max(risks, key=RISKS.index) if risks else None,
    }


async def on_paper(work: Work, document: Document) -> bytes | None:
    """The other party's DOCX with the draft's values in its fields, where the draft says what the paper says and
    nothing else; else None.
    """
    as_sent = not document.omitted and all(one.origin in ("paper", "template") for one in document.clauses)
    if document.paper is None or document.template_id is None or document.template_version is None or not as_sent:
        return None
    content = await published_content(work, document.template_id, document.template_version)
    if content is None or content.paper is None or content.paper.kind != "docx" or content.clauses:
        return None
    known = ready(content.variables, declared_of(content, document.values), content.language)
    return await asyncio.to_thread(fill_paper, await paper_bytes(work, content.paper), known)
