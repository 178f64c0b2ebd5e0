"""The contract service, put together."""

from typing import Final

from fastapi import FastAPI

from services.contract.account_team import endpoints as account_team
from services.contract.account_team.projections import projection as account_teams
from services.contract.accounts import endpoints as accounts
from services.contract.accounts.projections import projection as account_mappings
from services.contract.ageing import endpoints as ageing
from services.contract.ageing.projections import projection as ageing_schemes
from services.contract.agreed_limit.projections import projection as agreed_limits
from services.contract.amendment import endpoints as amendment
from services.contract.attachment.background import read_attachments
from services.contract.authority import endpoints as authority
from services.contract.authority.projections import projection as authorities
from services.contract.bill import endpoints as bill
from services.contract.bill.handlers import tell as tell_of_bill
from services.contract.bill.projections import MATURING as BILL_MATURING
from services.contract.bill.projections import projection as bills
from services.contract.book import endpoints as book
from services.contract.book.projections import projection as books
from services.contract.brand import endpoints as brand
from services.contract.brand.projections import projection as brands
from services.contract.catalogue import endpoints as catalogue
from services.contract.catalogue.projections import projection as catalogues
from services.contract.clause import endpoints as clause
from services.contract.clause.projections import projection as clauses
from services.contract.collected import endpoints as collected
from services.contract.collected.projections import projection as collected_records
from services.contract.collection import endpoints as collection
from services.contract.collection.handlers import give_up_balance, judge_promise
from services.contract.collection.handlers import review as review_arrears
from services.contract.collection.projections import CONFIRMATION, PROMISE
from services.contract.collection.projections import REVIEW as ARREARS_REVIEW
from services.contract.collection.projections import projection as collections
from services.contract.collector import endpoints as collector
from services.contract.collector.projections import projection as collectors
from services.contract.comment import endpoints as comment
from services.contract.comment.projections import projection as comments
from services.contract.concession.projections import projection as concessions
from services.contract.conformity import endpoints as conformity
from services.contract.consumers import consumer
from services.contract.contract import endpoints as contract
from services.contract.contract.handlers import CLOSINGS, end_retention, end_term, remind_of_term, take_effect
from services.contract.contract.projections import RETENTION, TAKE_EFFECT, TERM_ENDING, TERM_OVER
from services.contract.contract.projections import projection as contracts
from services.contract.copies import endpoints as copies
from services.contract.copies.handlers import chase as chase_copies
from services.contract.copies.projections import CHASE as CHASE_COPIES
from services.contract.copies.projections import projection as copies_out
from services.contract.direct_debit import endpoints as direct_debit
from services.contract.direct_debit.projections import projection as direct_debits
from services.contract.einvoice import endpoints as einvoice
from services.contract.einvoice.projections import projection as einvoices
from services.contract.ending import endpoints as ending
from services.contract.exchange_rate import endpoints as exchange_rate
from services.contract.exchange_rate.projections import projection as exchange_rates
from services.contract.exposure import endpoints as exposure
from services.contract.figures import endpoints as figures
from services.contract.figures import search
from services.contract.file import endpoints as file
from services.contract.file.handlers import discard_file
from services.contract.file.projections import DISCARD
from services.contract.file.projections import projection as files
from services.contract.guarantee import endpoints as guarantee
from services.contract.guarantee.handlers import chase as chase_guarantee
from services.contract.guarantee.handlers import expire as expire_guarantee
from services.contract.guarantee.projections import EXPIRED as GUARANTEE_EXPIRED
from services.contract.guarantee.projections import EXPIRING as GUARANTEE_EXPIRING
from services.contract.guarantee.projections import projection as guarantees
from services.contract.imports import endpoints as imports
from services.contract.imports.handlers import EXPIRE, SLICE, expire, take_slice
from services.contract.ink import endpoints as ink
from services.contract.ink.projections import projection as scans
from services.contract.invitation import endpoints as invitation
from services.contract.invoice import endpoints as invoice
from services.contract.invoice.projections import projection as invoices
from services.contract.late_interest import endpoints as late_interest
from services.contract.late_interest.handlers import book_month as book_interest_of_month
from services.contract.late_interest.projections import MONTH_OVER as INTEREST_MONTH_OVER
from services.contract.late_interest.projections import invoicing as interest_invoices
from services.contract.late_interest.projections import projection as interest_months
from services.contract.ledger import endpoints as ledger
from services.contract.ledger.projections import projection as ledgers
from services.contract.master import endpoints as master
from services.contract.master.projections import projection as masters
from services.contract.objection.projections import projection as objections
from services.contract.obligation import endpoints as obligation
from services.contract.obligation.handlers import be_overdue, fall_due
from services.contract.obligation.projections import DUE, OVERDUE
from services.contract.obligation.projections import projection as obligations
from services.contract.order import endpoints as order
from services.contract.order.catching_up import CATCH_UP, catch_up
from services.contract.order.holding import hold_review_closed
from services.contract.order.projections import projection as orders
from services.contract.part import endpoints as part
from services.contract.part.projections import projection as parts
from services.contract.party import endpoints as party
from services.contract.party.projections import projection as parties
from services.contract.payment import endpoints as payment
from services.contract.payment.projections import projection as payments
from services.contract.permissions import PERMISSIONS
from services.contract.port import endpoints as port
from services.contract.port.handlers import hand_over_due
from services.contract.port.handlers import lose as lose_message
from services.contract.port.projections import HAND_OVER as PORT_HAND_OVER
from services.contract.port.projections import LOST as PORT_LOST
from services.contract.port.projections import handing_over
from services.contract.port.projections import projection as port_messages
from services.contract.port.sending import send_messages, send_to_platform
from services.contract.price import endpoints as price
from services.contract.price.handlers import review as review_prices
from services.contract.price.projections import REVIEW as PRICE_REVIEW
from services.contract.price.projections import projection as key_prices
from services.contract.quality import endpoints as quality
from services.contract.quality_plan.projections import projection as quality_plans
from services.contract.questionnaire import endpoints as questionnaire
from services.contract.questionnaire.handlers import be_overdue as questionnaire_overdue
from services.contract.questionnaire.projections import OVERDUE as QUESTIONNAIRE_OVERDUE
from services.contract.questionnaire.projections import projection as questionnaires
from services.contract.release import endpoints as release
from services.contract.requirement.projections import projection as requirements
from services.contract.seal_use import endpoints as seal_use
from services.contract.seal_use.projections import projection as seal_uses
from services.contract.service_level import endpoints as service_level
from services.contract.service_level.projections import projection as service_levels
from services.contract.setting import endpoints as setting
from services.contract.setting.projections import projection as settings
from services.contract.signing import endpoints as signing
from services.contract.signing.handlers import expire_invitation, remind_signatory
from services.contract.signing.projections import EXPIRE as SIGNING_EXPIRE
from services.contract.signing.projections import REMIND as SIGNING_REMIND
from services.contract.signing.projections import projection as signings
from services.contract.small_supplier import endpoints as small_supplier
from services.contract.stamp_duty.projections import projection as stamp_duties
from services.contract.stamp_return import endpoints as stamp_return
from services.contract.standard.projections import checks as limit_checks
from services.contract.standard.projections import projection as standards
from services.contract.standing import endpoints as standing
from services.contract.statement import endpoints as statement
from services.contract.statement.projections import projection as statements
from services.contract.tables import metadata
from services.contract.tariff import endpoints as tariff
from services.contract.tariff.projections import projection as tariffs
from services.contract.template import endpoints as template
from services.contract.template.projections import projection as templates
from services.contract.type import endpoints as contract_type
from services.contract.type.projections import projection as types
from services.contract.verification import endpoints as verification
from services.contract.version import endpoints as version
from services.contract.version.projections import projection as versions
from services.contract.waiver import endpoints as waiver
from services.contract.waiver.handlers import expire_waiver
from services.contract.waiver.projections import EXPIRE as WAIVER_EXPIRE
from services.contract.waiver.projections import projection as waivers
from shared.approvals.projections import projection as approvals
from shared.calendars.consumer import calendar_consumer
from shared.web.app import build_app
from shared.web.service import Service
from shared.web.streams import Shown, published

CLOSINGS["order"] = hold_review_closed

STREAMS: Final = {
    **dict.fromkeys(("contract", "ledger", "obligation"), Shown("contract.contract.read", family="contract")),
    **dict.fromkeys(("order", "requirement", "part"), Shown("contract.order.read", family="contract")),
    "objection": Shown("contract.order.read"),
    "quality_plan": Shown("contract.order.read", everywhere=True),
    **dict.fromkeys(("invoice", "interest_invoices"), Shown("contract.invoice.read", family="contract")),
    **dict.fromkeys(("product", "tariff", "brand_month"), Shown("contract.product.read", everywhere=True)),
    "bill": Shown("contract.bill.read", family="contract"),
    "einvoice": Shown("contract.einvoice.read", family="contract"),
    **dict.fromkeys(("payment", "direct_debits"), Shown("contract.payment.read", family="contract")),
    "guarantee": Shown("contract.guarantee.read", family="contract"),
    "waiver": Shown("contract.waiver.read", family="contract"),
    "setting": Shown("contract.setting.read", everywhere=True),
    "accounts": Shown("contract.book.read", everywhere=True),
    "book": Shown("contract.book.read"),
    "port_message": Shown("contract.book.read", family="contract"),
    "stamp_duty": Shown("contract.book.read", family="contract"),
    "statement": Shown("contract.statement.read"),
    "ageing": Shown("contract.setting.read", everywhere=True),
    "arrears": Shown("contract.arrears.read", family="contract"),
    "signing": Shown("contract.contract.read", family="contract"),
    "scan": Shown("contract.contract.read", family="contract"),
    "exchange_rate": Shown("contract.setting.read", everywhere=True),
    **dict.fromkeys(
        ("copies", "seal_use", "master", "account_team"),
        Shown("contract.contract.read", family="contract"),
    ),
    "exposure": Shown("contract.exposure.read"),
    **dict.fromkeys(("collector", "collector_batch", "collected"), Shown("contract.collector.read")),
    "questionnaire": Shown("contract.questionnaire.read"),
    "standard": Shown("contract.standard.read"),
    **dict.fromkeys(("limit_check", "concession"), Shown("contract.standard.read", family="contract")),
    "agreed_limits": Shown("contract.contract.read", family="contract"),
    "price": Shown("contract.price.read", family="contract"),
    "service_level": Shown("contract.contract.read", family="contract"),
    "authority": Shown("contract.authority.read"),
    "party": Shown("contract.party.read", everywhere=True),
    "approval": Shown("contract.approval.read"),
    "type": Shown("contract.type.read", everywhere=True),
    "template": Shown("contract.template.read", everywhere=True),
    "clause": Shown("contract.clause.read", everywhere=True),
    "file": Shown("contract.file.read"),
    "comment": Shown("contract.contract.read", family="contract"),
}
"""Which streams can be opened, and by whom: whoever may read the thing itself."""

SERVICE: Final = Service(
    name="contract",
    tables=metadata,
    projections=[
        types,
        clauses,
        templates,
        files,
        contracts,
        versions,
        comments,
        approvals,
        obligations,
        orders,
        invoices,
        einvoices,
        bills,
        catalogues,
        tariffs,
        brands,
        payments,
        ledgers,
        parties,
        authorities,
        scans,
        copies_out,
        masters,
        exchange_rates,
        account_teams,
        key_prices,
        service_levels,
        seal_uses,
        signings,
        guarantees,
        waivers,
        settings,
        account_mappings,
        books,
        statements,
        ageing_schemes,
        collections,
        interest_months,
        interest_invoices,
        direct_debits,
        stamp_duties,
        quality_plans,
        objections,
        requirements,
        parts,
        standards,
        limit_checks,
        agreed_limits,
        concessions,
        questionnaires,
        port_messages,
        handing_over,
        collectors,
        collected_records,
    ],
    consumers=[consumer, calendar_consumer],
    deadlines={
        DUE: fall_due,
        OVERDUE: be_overdue,
        CATCH_UP: catch_up,
        TAKE_EFFECT: take_effect,
        TERM_ENDING: remind_of_term,
        TERM_OVER: end_term,
        RETENTION: end_retention,
        CHASE_COPIES: chase_copies,
        PRICE_REVIEW: review_prices,
        SLICE: take_slice,
        EXPIRE: expire,
        DISCARD: discard_file,
        BILL_MATURING: tell_of_bill,
        GUARANTEE_EXPIRING: chase_guarantee,
        GUARANTEE_EXPIRED: expire_guarantee,
        WAIVER_EXPIRE: expire_waiver,
        SIGNING_REMIND: remind_signatory,
        SIGNING_EXPIRE: expire_invitation,
        ARREARS_REVIEW: review_arrears,
        PROMISE: judge_promise,
        INTEREST_MONTH_OVER: book_interest_of_month,
        CONFIRMATION: give_up_balance,
        PORT_LOST: lose_message,
        PORT_HAND_OVER: hand_over_due,
        QUESTIONNAIRE_OVERDUE: questionnaire_overdue,
        **contract.APPROVALS.deadlines(),
    },
    routers=[
        contract_type.routes,
        clause.routes,
        template.routes,
        file.routes,
        contract.routes,
        obligation.routes,
        amendment.routes,
        standing.routes,
        ending.routes,
        master.routes,
        exchange_rate.routes,
        account_team.routes,
        service_level.routes,
        price.routes,
        copies.routes,
        seal_use.routes,
        version.routes,
        comment.routes,
        contract.approvals,
        order.routes,
        exposure.routes,
        invoice.routes,
        einvoice.routes,
        bill.routes,
        catalogue.routes,
        tariff.routes,
        brand.routes,
        payment.routes,
        ledger.routes,
        guarantee.routes,
        waiver.routes,
        setting.routes,
        accounts.routes,
        book.routes,
        statement.routes,
        ageing.routes,
        collection.routes,
        late_interest.routes,
        direct_debit.routes,
        small_supplier.routes,
        stamp_return.routes,
        quality.routes,
        part.routes,
        conformity.routes,
        questionnaire.routes,
        port.routes,
        figures.routes,
        search.routes,
        party.routes,
        authority.routes,
        ink.routes,
        signing.routes,
        invitation.routes,
        verification.routes,
        imports.routes,
        collector.routes,
        collected.routes,
        release.routes,
        published(STREAMS),
    ],
    background=[send_messages, send_to_platform, read_attachments],
    permissions=PERMISSIONS,
    figures={
        "contract.signed.v1": ("pactline_contracts_signed_total", "Contracts signed by all their parties."),
        "payment.received.v1": ("pactline_payments_received_total", "Payments received from counterparties."),
        "payment.made.v1": ("pactline_payments_made_total", "Payments made to counterparties."),
    },
)


def create_app() -> FastAPI:
    """The application, with the settings of the environment."""
    return build_app(SERVICE)
