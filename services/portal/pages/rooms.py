"""Every room with pages."""

from typing import Final

from fastapi import APIRouter

from services.portal.pages.access import endpoints as access
from services.portal.pages.access import permissions
from services.portal.pages.administration.endpoints import ALL as ADMINISTRATION
from services.portal.pages.ageing import endpoints as ageing
from services.portal.pages.ageing import schemes
from services.portal.pages.amending import endpoints as amending
from services.portal.pages.amending import standing
from services.portal.pages.approval import endpoints as approval
from services.portal.pages.approval import sending
from services.portal.pages.archives import endpoints as archives
from services.portal.pages.archives import history, party
from services.portal.pages.assets import endpoints as assets
from services.portal.pages.assets import standing as asset_standing
from services.portal.pages.collection import endpoints as collection
from services.portal.pages.collectors import endpoints as collectors
from services.portal.pages.collectors import sources as collector_sources
from services.portal.pages.contracts import endpoints as contracts
from services.portal.pages.control import accounts, agreement, books, debits, duty, ports, statements, suppliers
from services.portal.pages.control import endpoints as control
from services.portal.pages.customers import by_hand
from services.portal.pages.customers import endpoints as customers
from services.portal.pages.deeds import endpoints as deeds
from services.portal.pages.depreciation import accounts as depreciation_accounts
from services.portal.pages.depreciation import endpoints as depreciation
from services.portal.pages.design import endpoints as design
from services.portal.pages.doing import choices
from services.portal.pages.drafting import beginning, comments, parties, rounds, versions
from services.portal.pages.drafting import endpoints as drafting
from services.portal.pages.duplicates import endpoints as duplicates
from services.portal.pages.ending import endpoints as ending
from services.portal.pages.exports import endpoints as exports
from services.portal.pages.figures import endpoints as figures
from services.portal.pages.figures import outlook, search
from services.portal.pages.figures import rounds as rounds_over
from services.portal.pages.first_steps import company as company_type
from services.portal.pages.first_steps import endpoints as first_steps
from services.portal.pages.frame import static
from services.portal.pages.handing import endpoints as handing
from services.portal.pages.home import endpoints as home
from services.portal.pages.imports import endpoints as imports
from services.portal.pages.imports.contracts import endpoints as contract_imports
from services.portal.pages.imports.customers import endpoints as customer_imports
from services.portal.pages.imports.staff import endpoints as staff_imports
from services.portal.pages.inbox import endpoints as inbox
from services.portal.pages.invitation import endpoints as invitation
from services.portal.pages.library import clauses, templates
from services.portal.pages.masters import endpoints as masters
from services.portal.pages.masters import laying, rates, service, team
from services.portal.pages.masters import prices as key_prices
from services.portal.pages.me import endpoints as me
from services.portal.pages.me import requests, second_factor
from services.portal.pages.messages import ledger
from services.portal.pages.operations import endpoints as operations
from services.portal.pages.operations.audit import endpoints as audit
from services.portal.pages.operations.backups import endpoints as backups
from services.portal.pages.operations.parked import endpoints as parked
from services.portal.pages.operations.rebuilds import endpoints as rebuilds
from services.portal.pages.orders import endpoints as orders
from services.portal.pages.orders import grades, handovers, owing
from services.portal.pages.originals import at_risk, bills, einvoices
from services.portal.pages.performance import endpoints as performance
from services.portal.pages.performance import passing_on
from services.portal.pages.products import brands, tariffs
from services.portal.pages.products import endpoints as products
from services.portal.pages.projects import endpoints as projects
from services.portal.pages.quality import objections, parts, plans
from services.portal.pages.quality import order as order_quality
from services.portal.pages.requirements import agreements, questionnaires, standards
from services.portal.pages.scores import grades as scored
from services.portal.pages.scores import models as lifetime_models
from services.portal.pages.sign_in import endpoints as sign_in
from services.portal.pages.signing import authorities, ink, opening, verifying
from services.portal.pages.signing import endpoints as signing
from services.portal.pages.tour import endpoints as tour
from services.portal.pages.why import endpoints as why

ROOMS: Final[tuple[APIRouter, ...]] = (
    static.routes,
    sign_in.routes,
    me.routes,
    second_factor.routes,
    requests.routes,
    permissions.routes,
    access.routes,
    home.routes,
    sending.routes,
    approval.routes,
    choices.routes,
    archives.routes,
    history.routes,
    scored.routes,
    lifetime_models.routes,
    duplicates.routes,
    customers.routes,
    by_hand.routes,
    party.routes,
    team.routes,
    owing.routes,
    parties.routes,
    beginning.routes,
    drafting.routes,
    versions.routes,
    amending.routes,
    standing.routes,
    comments.routes,
    rounds.routes,
    opening.routes,
    verifying.routes,
    authorities.routes,
    signing.routes,
    ink.routes,
    invitation.routes,
    templates.routes,
    clauses.routes,
    search.routes,
    performance.routes,
    passing_on.routes,
    ending.routes,
    deeds.routes,
    contracts.routes,
    grades.routes,
    plans.routes,
    objections.routes,
    parts.routes,
    order_quality.routes,
    handovers.routes,
    orders.routes,
    collectors.routes,
    collector_sources.routes,
    control.routes,
    statements.routes,
    books.routes,
    accounts.routes,
    agreement.routes,
    bills.routes,
    at_risk.routes,
    einvoices.routes,
    suppliers.routes,
    debits.routes,
    duty.routes,
    ports.routes,
    ageing.routes,
    schemes.routes,
    collection.routes,
    rates.routes,
    service.routes,
    masters.routes,
    laying.routes,
    key_prices.routes,
    figures.routes,
    outlook.routes,
    rounds_over.routes,
    brands.routes,
    tariffs.routes,
    products.routes,
    depreciation_accounts.routes,
    depreciation.routes,
    projects.routes,
    handing.routes,
    asset_standing.routes,
    assets.routes,
    questionnaires.routes,
    standards.routes,
    agreements.routes,
    inbox.routes,
    ledger.routes,
    imports.routes,
    customer_imports.routes,
    contract_imports.routes,
    staff_imports.routes,
    exports.routes,
    tour.routes,
    first_steps.routes,
    company_type.routes,
    operations.routes,
    design.routes,
    why.routes,
    parked.routes,
    rebuilds.routes,
    audit.routes,
    backups.routes,
    *ADMINISTRATION,
)
