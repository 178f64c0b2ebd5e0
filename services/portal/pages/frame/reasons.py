"""Why a field or a row can't be taken, in the reader's words: by the service's sentence, or by its form."""

import re
from typing import Final

from services.portal.pages.frame.words import N_, translations

FIELDS: Final[dict[str, str]] = {
    "amount": N_("Amount"),
    "bank_code": N_("Bank code"),
    "books": N_("Books"),
    "code": N_("Code"),
    "columns": N_("Columns"),
    "comment": N_("Remark"),
    "contacts": N_("Contacts"),
    "currency": N_("Currency"),
    "date": N_("Day"),
    "deputy_id": N_("Deputy"),
    "email": N_("E-mail"),
    "file": N_("File"),
    "fixed": N_("The same for every row"),
    "identifiers": N_("Numbers"),
    "industry": N_("Industry"),
    "keeper_id": N_("Keeper"),
    "kind": N_("Kind"),
    "legal_entity_id": N_("Legal entity"),
    "country": N_("Country"),
    "effective_on": N_("Day"),
    "fiscal_year_start": N_("Fiscal year begins on"),
    "language": N_("Language"),
    "locale": N_("Language"),
    "login": N_("Login"),
    "manager_id": N_("Manager"),
    "models": N_("Models"),
    "name": N_("Name"),
    "new_password": N_("New password"),
    "number": N_("Number"),
    "owner_id": N_("Owner"),
    "parent_id": N_("Unit above"),
    "password": N_("Password"),
    "permission": N_("Permission"),
    "person_name": N_("Name"),
    "phone": N_("Phone"),
    "region": N_("Region"),
    "role": N_("Role"),
    "roles": N_("Roles"),
    "source": N_("Source"),
    "source_id": N_("Number"),
    "stage": N_("Stage"),
    "tax_number": N_("Tax number"),
    "unit_id": N_("Unit"),
    "until": N_("Until"),
    "value": N_("Value"),
    "against": N_("of"),
    "answer_by": N_("Answer by"),
    "as_of": N_("As of"),
    "balance": N_("Balance"),
    "barcode": N_("Barcode"),
    "buckets": N_("Buckets end after so many days past due"),
    "clause": N_("Clause"),
    "customer_id": N_("For which customer"),
    "document": N_("By which document"),
    "from_on": N_("From"),
    "grace_days": N_("Days of grace"),
    "invoice_id": N_("Invoice"),
    "levels": N_("Levels of dunning begin with day"),
    "limitation_years": N_("Limitation period in years"),
    "losses": N_("Expected losses in percent"),
    "mnemonic": N_("Mnemonic"),
    "outcome": N_("Outcome"),
    "pay_by": N_("To be paid by"),
    "price": N_("Price"),
    "rate": N_("Rate"),
    "reason": N_("Reason"),
    "suppliers": N_("Suppliers"),
    "tax_rate": N_("Tax rate (percent)"),
    "until_on": N_("The clock goes on from"),
    "due_on": N_("Due"),
    "unit": N_("Unit of measure"),
    "channel": N_("How they were asked"),
    "channels": N_("Ways, in this order"),
    "condition": N_("Condition on the event"),
    "days": N_("Days after the day it is about"),
    "delay_minutes": N_("Minutes after it happened"),
    "first_posting": N_("Day of the next charge"),
    "match_tolerance": N_("Invoices may exceed by (percent)"),
    "periods": N_("Life in periods"),
    "residual": N_("Residual value"),
    "to": N_("Who is told"),
}
"""Fields that pages send, by the last word of the pointer."""

REASONS: Final[frozenset[str]] = frozenset(
    {
        # of any form
        N_("It can't be empty."),
        N_("A day is written as 2026-03-31."),
        N_("The day is over."),
        N_("Nobody is their own deputy."),
        N_("There is no such role."),
        N_("An office of administration is held by itself, in no group."),
        N_("The role is in the group already."),
        N_("The offices are held by separate persons."),
        N_("there is no such unit, or it is closed"),
        N_("there is no such member of staff, or they work here no longer"),
        N_("there is no such customer"),
        # uses of seals
        N_("seals of this kind are registered: name the one that was used"),
        N_("the legal entity of the contract's unit has no such seal"),
        N_("the seal is registered as one of another kind"),
        N_("the seal does not count on that day"),
        N_("somebody else keeps the seal on that day"),
        N_("A program holds no office of administration."),
        N_("There is no such service."),
        N_("a value is needed"),
        # numbers of persons and organisations
        N_("there is no such kind of identifier"),
        N_("the length is wrong"),
        N_("it holds characters that it can't have"),
        N_("the form is wrong"),
        N_("the check digit does not match"),
        N_("a part of it (place, date, country) does not exist"),
        N_("an account number is an IBAN, or 8 to 30 digits"),
        N_("a bank's code is a BIC or a CNAPS code"),
        N_("there is no such legal entity on that day"),
        # rows of staff
        N_("it is missing"),
        N_("it lies before the day of joining"),
        N_("the number stands in the file already"),
        N_("they left here; take them on by hand"),
        N_("their access is frozen; let them in before they move"),
        N_("several units are called so; name one by its id"),
        N_("the unit is outside of what you may change"),
        N_("the login is somebody else's; name another one in a column of its own"),
        N_("they work in a unit that you don't look after"),
        # rows of calendars
        N_("it is neither a holiday nor a make-up day"),
        N_("a make-up day falls on a weekend"),
        N_("the day stands in the file already"),
        N_("the file has more days than ten years have"),
        N_("up to three years after the first day"),
        # rows of customers
        N_("two contacts have the same source_id"),
        N_("source and source_id come together"),
        N_("The row is too long, not UTF-8, or has more cells than headings."),
        N_("The file has no such column."),
        # of arrears, rates and products
        N_("a promise is about a day to come"),
        N_("a dispute ends after it began"),
        N_("a pause ends after it began"),
        N_("a share a year from 0 to 1"),
        N_("no interest has come up by then that was not charged before"),
        N_("a balance of a day to come is not known"),
        N_("an answer is expected on a day to come"),
        N_("the contract has no such invoice"),
        N_("the contract has no such invoice that bears interest"),
        N_("interest of days to come is not known"),
        N_("days from 1 on, each later than the one before"),
        N_("a share for what is not due, for each bucket, and for what lies behind"),
        N_("shares from 0 to 1"),
        N_("a customer is named for the prices of one customer alone"),
        N_("a price is not below zero"),
        N_("a currency is no other against itself"),
        # files of contracts
        N_("it is no text"),
        N_("it is no JSON"),
        N_("it is no date"),
        N_("the date is doubtful"),
        N_("it is no release, record or package"),
        N_("a record is an object"),
        N_("a record without releases in it can't be compiled"),
        N_("a release names its process"),
        N_("no supplier is named"),
        N_("several suppliers are named; the first one stands for them"),
        N_("no amount is given"),
        N_("the amount is rounded to the minor unit"),
        N_("the file is empty"),
        N_("the file is neither JSON nor JSON lines"),
        N_("more was paid than the clause and phase allow"),
        N_("more was invoiced than the clause and phase allow"),
        N_("more was accepted than ordered"),
        N_("the tax is not what its rate makes of the net amount"),
        N_("net and tax of all rates add up to what was invoiced"),
        N_("a rate is named twice"),
        N_("the source said something else under this id before: nothing changes"),
        N_("several contracts have this number"),
        N_("it names neither a contract nor an order nor an invoice"),
        N_("there is no such contract"),
        N_("late interest that we owe is booked already: taken against that"),
        N_("there is no such order of this source"),
        N_("there is no such invoice of this source"),
        N_("there is no such delivery of this source"),
        N_("the delivery waits itself"),
        N_("an order without a contract says its direction"),
        N_("an order without a contract names its party"),
        N_("the collector knows no such unit"),
        N_("the collector does not bring records of this kind"),
        N_("a code is named twice"),
        N_("the unit is outside the caller's permission"),
        N_("the collector knows no such party"),
        N_("on a purchase contract money goes out"),
        N_("on a sales contract money comes in"),
        N_("the contract has several clauses: say which, and the phase"),
        N_("an import brought this order already"),
        N_("the contract is with somebody else"),
        N_("its order waits itself: that is matched"),
        N_("its order is booked on another contract"),
        N_("an order is matched with a contract"),
        N_("the invoice waits itself"),
        N_("a batch has at least one record"),
        N_("a share from 0 to 1"),
        N_("A project gathers costs of one currency; others are converted before."),
    }
)
"""What services say word by word."""

FORMS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"Field required", N_("it is missing")),
        (r"String should have at least (?P<n>\d+) characters?", N_("it has at least %(n)s characters")),
        (r"String should have at most (?P<n>\d+) characters?", N_("it has at most %(n)s characters")),
        (r"String should match pattern .*", N_("it does not have the form that is wanted")),
        (r"Input should be a valid (string|integer|number|boolean|list|dictionary).*", N_("it is of another kind")),
        (r"Input should be '.*", N_("it is none of the values that are taken")),
        (r"Input should be (greater|less) than.*", N_("it lies outside of what is taken")),
        (r"Input should be a valid (date|datetime|time).*", N_("it is no day or time of the calendar")),
        (r"List should have at most (?P<n>\d+) items?.*", N_("it has at most %(n)s entries")),
        (r"(List|Tuple) should have at least (?P<n>\d+) items?.*", N_("it has at least %(n)s entries")),
        (r"Extra inputs are not permitted", N_("nothing of this name is taken")),
        (r"Should be one of .*", N_("it is none of the values that are taken")),
        (r"the decimal must be .*", N_("it has the wrong sign")),
        (r"a decimal is written like .*", N_("it is no number")),
        (r"the contract's currency is (?P<currency>[A-Z]{3})", N_("the contract's currency is %(currency)s")),
        (r"No column means (?P<field>\w+)\.", N_("no column means %(field)s")),
        (r"(?P<field>\w+) is nothing that a column may mean\.", N_("no column may mean %(field)s")),
        (r"no release in the file: (?P<reason>.*)", N_("there is no release in the file: %(reason)s")),
        (r"the text has at least (?P<n>\d+) characters", N_("it has at least %(n)s characters")),
        (r"the text has at most (?P<n>\d+) characters", N_("it has at most %(n)s characters")),
        (r"it is no tax number of (?P<country>[A-Z]{2})", N_("it is no tax number of %(country)s")),
        (r"it can't be read: .*", N_("it can't be read")),
        (r"beyond what the contract allows: .*", N_("it is booked, and goes beyond what the contract allows")),
        (r"the contract is one of (sales|purchase)", N_("the contract goes the other way: buying or selling")),
    )
)
"""What services say with something filled in, whole; what a group catches is filled in again."""

OWN_WORDS: Final = N_("%(words)s (in the service's own words)")
ENGLISH: Final = "en"


def field_of(pointer: str, language: str) -> str:
    """The field that a pointer or a column names, without the place in a list; empty for the whole."""
    last = [step for step in re.split(r"[/.]", pointer) if step and not step.isdigit()][-1:]
    return "".join(translations(language).gettext(FIELDS.get(step, step)) for step in last)


def reason_of(reason: str, language: str) -> str:
    """The reason in the reader's words; one that is not known stays as it is, and says so."""
    say = translations(language).gettext
    if reason in REASONS:
        return say(reason)
    for form, words in FORMS:
        if found := form.fullmatch(reason):
            return say(words) % {name: _filled(value, language) for name, value in found.groupdict().items()}
    return reason if language == ENGLISH else say(OWN_WORDS) % {"words": reason}


def _filled(value: str, language: str) -> str:
    if value in FIELDS:
        return field_of(value, language)
    return value if value.isdigit() or value.isidentifier() else reason_of(value, language)
