"""What a service refuses, in the words of whoever reads it: a sentence by problem type, its figures filled in.

A problem's `detail` is for programs and their authors; pages show it only where this table has no words, and then say
that the words are the service's.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from services.portal.pages.frame.formats import Formats
from services.portal.pages.frame.reasons import field_of, reason_of
from services.portal.pages.frame.requirement_terms import SENTENCES as REQUIREMENT_SENTENCES
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.words import N_, locale_of, translations
from shared.values.clock import INSTALLATION_ZONE
from shared.values.errors import DomainError
from shared.web.problems import TYPE_PREFIX as PREFIX

PLACES: Final = re.compile(r"%\((\w+)\)s")
AT_FIELD: Final = N_("%(field)s: %(reason)s.")

SENTENCES: Final[dict[str, str]] = {
    **REQUIREMENT_SENTENCES,
    # what anybody may meet
    "not-found": N_("This is not there, or it is not visible to you."),
    "forbidden": N_("You have no permission for this."),
    "unauthenticated": N_("Your session is over: sign in again."),
    "invalid-input": N_("Something in what was sent does not fit."),
    "invalid-field": N_("Something in what was sent does not fit."),
    "concurrency": N_("Somebody else changed it at the same moment: look at it again and repeat."),
    "stale-version": N_("Somebody else changed it meanwhile: load it again before you change it."),
    "not-possible-now": N_("This is not possible in its state now (%(state)s)."),
    "already-exists": N_("There is one like it already."),
    "erased-person": N_("What was kept here was erased: no words can be added to it any more."),
    "still-in-use": N_("Something still refers to it, or what it refers to is not there."),
    "unanswered": N_("The service does not answer; nothing is known to be done. Try again."),
    "unavailable": N_("A part that is needed does not answer now. Nothing was done; try again in a moment."),
    "position-not-reached": N_("What was just written has not arrived here yet. Try again in a moment."),
    "too-many-requests": N_("Too many requests came from you. Wait a second and try again."),
    "command-running": N_("The same is being done already. Wait a moment."),
    "payload-too-large": N_("What was sent is larger than is taken here."),
    "internal": N_("Something failed here. It is in the log; nothing was changed."),
    "identifier": N_("This number can't be right (%(identifier)s)."),
    "money": N_("This is no amount of money."),
    "currency-mismatch": N_("Amounts of different currencies can't be added; convert them at a stated rate first."),
    "oversize-event": N_("What was sent is larger than can be kept."),
    # what a page itself sends, and its form
    "foreign-form": N_("The form did not come from a page of this session: load the page again."),
    "length-missing": N_("The form did not say how long it is: load the page again."),
    "too-large-form": N_("The form is larger than a page sends."),
    "idempotency-key-missing": N_("The form is incomplete: load the page again."),
    "idempotency-key-malformed": N_("The form is incomplete: load the page again."),
    "idempotency-key-reused": N_("This form was sent before with other content: load the page again."),
    "precondition-missing": N_("The form is incomplete: load the page again."),
    "malformed-body": N_("What was sent can't be read."),
    "malformed-header": N_("What was sent can't be read."),
    "media-type-not-supported": N_("Content of this kind is not taken here."),
    "content-coding": N_("Compressed content is not taken here."),
    "method-not-allowed": N_("This can't be done here."),
    # accounts and the organisation
    "sign-in-refused": N_("Login and password do not fit, or the account may not sign in now."),
    "password-change-needed": N_("The first password is used once: choose your own."),
    "weak-password": N_("A password has 10 to 200 characters, not all alike, and is not the login."),
    "session-over": N_("Your session is over: sign in again."),
    "client-refused": N_("The program's name and secret do not fit."),
    "api-token-refused": N_("The API token is none of this installation, revoked, or over."),
    "bootstrap-refused": N_("This is not the secret that the installation printed."),
    "already-set-up": N_("There is an organisation already."),
    "one-root": N_("The headquarters is the one unit without a parent; every other unit has one."),
    "parent-unknown": N_("The unit above is not there, or is closed."),
    "unit-below-itself": N_("A unit can't hang below itself."),
    "unit-not-empty": N_("Active units hang below this one."),
    "code-taken": N_("Another unit goes by this code."),
    "unknown-role": N_("There is no such role."),
    "role-not-held": N_("The role is not held on that unit."),
    "separate-offices": N_("System, security and audit are offices of separate persons; this one holds %(held)s."),
    "code-refused": N_("The code does not fit now, or was used already. Wait for the next one."),
    "second-factor-needed": N_("The password fits; the code of the second factor is asked for as well."),
    "second-factor-missing": N_("This account needs a second factor: set one up first."),
    "second-factor-stands": N_("A second factor is in use; take it away before another one is set up."),
    "no-second-factor": N_("There is no second factor to take away."),
    "no-leave-planned": N_("No day is planned on which they leave."),
    "proof-refused": N_("Password or code do not fit; the restore was not begun."),
    "restore-runs": N_("A back-up is being brought back already; wait for its end."),
    "backup-not-whole": N_("This back-up was not made to its end, or it is no longer where it was made."),
    "not-supervised": N_("Nobody here can stop and start the services: bring it back from a terminal."),
    "backup-runs": N_("A back-up is being made already; wait for its end."),
    "whole-installation": N_("A back-up holds everything: it takes the permission on the highest unit."),
    "offices-separated": N_("The offices are separate: nobody is given all of them any more."),
    "office-by-agreement": N_("An office is given by a request for access that two others agree to, by nobody alone."),
    "own-grant": N_("Nobody gives rights to themselves."),
    "last-of-office": N_("Nobody else holds this office: let somebody else have it first."),
    "already-separated": N_("The offices are held by separate persons already."),
    "not-for-persons": N_("The role is for services alone."),
    "day-over": N_("The last day is over already."),
    "held-already": N_("The role is held on that unit as long as that, or longer."),
    "asked-already": N_("The same was asked for already, and waits for its decision."),
    "role-group-exists": N_("There is a group of this code already."),
    # legal entities
    "account-exists": N_("The entity has an open account of this number already."),
    "book-exists": N_("The entity has books of this code already."),
    "seal-exists": N_("The entity has a seal of this kind that still counts."),
    "end-before-beginning": N_("It ends before it began."),
    "entity-in-use": N_("Units are assigned to the entity: assign them elsewhere first."),
    "calendar-refused": N_("Rows of the file can't be taken, so none was."),
    "tax-number-taken": N_("Another legal entity has this tax number."),
    # customers
    "already-registered": N_("The customer has an archive already."),
    "archive-closed": N_("The archive is closed (%(state)s)."),
    "name-missing": N_("An organisation is registered with its name."),
    "wrong-name": N_("An organisation has one name of its own, a person another; neither has the other's."),
    "role-missing": N_("A customer plays at least one role."),
    "cause-missing": N_("A loss is recorded with its cause."),
    "merge-into-itself": N_("An archive can't be merged into itself."),
    "group-cycle": N_("The customer would belong to a group that belongs to it."),
    "not-a-person": N_("An organisation has no personal data of its own; its contacts are erased one by one."),
    "contact-exists": N_("The contact was added already."),
    "contact-erased": N_("The contact was erased; nothing can be added to it."),
    # files that are sent and rows of them
    "unknown-file": N_("The file is neither CSV (UTF-8 or GB 18030) nor an XLSX workbook, whatever its name says."),
    "old-workbook": N_("The file is a workbook of the old format (XLS): save it as XLSX or CSV."),
    "empty-file": N_("There is nothing in the file below its headings."),
    "too-many-rows": N_("The file has more rows or columns than a page takes: send it in parts."),
    "file-too-large": N_("The file is larger than is taken at once."),
    "not-held": N_("The import runs already, is done, or its file waited too long."),
    "collector-is-paused": N_("The collector is paused: nothing of its source is taken."),
    "not-counted": N_("The contract does not count what is handed over: it is handed over whole."),
    "owed-in-money": N_("It is owed in money: payments settle it."),
    "beyond-invoice": N_("More than is open of the invoice, less what banks are asked for already."),
    "no-invoice-of-ours": N_("A direct debit collects what an invoice of ours asks for."),
    "no-interest-owed": N_("Nothing is booked as owed of late interest under this clause: it is booked first."),
    "no-such-collector": N_("No collector of this source is registered."),
    "too-many-records": N_("The batch has more records than one may have (%(limit)s)."),
    "file-kind": N_("The file is of no kind that is taken (PDF, DOCX, XLSX, OFD, PNG, JPEG, TIFF, text)."),
    "file-taken": N_("The file belongs to another contract or standard: send it once more for this one."),
    "file-too-large-inside": N_("The file is small but unpacks to more than is taken."),
    # contracts, their approval and their money
    "own-draft": N_("Nobody approves their own draft."),
    "decided-already": N_("You have decided in this round already."),
    "not-your-turn": N_("No open step of this round waits for you."),
    "step-unclear": N_("Several open steps wait for you: name the one you decide."),
    "text-changed": N_("The text changed after you saw it: read it again before you decide."),
    "return-target": N_("It can only be sent back to a step that has run."),
    "not-the-drafter": N_("Only the drafter takes a draft back from approval."),
    "delegation": N_("An approver hands a step to somebody who neither drafted nor decided, for a time."),
    "opinion-not-asked": N_("Nobody asked you for an opinion here."),
    "route-impossible": N_("The approval can't come to an end as planned; the step %(step)s stops it."),
    "out-of-turn": N_("The other side signs next (%(next)s)."),
    "other-text": N_("The text named is not the text that was approved."),
    "other-round": N_("The decision belongs to an earlier round."),
    "other-review": N_("The decision belongs to another review, or to other words, than those under review now."),
    "not-performing": N_("The contract is not in effect (%(state)s): nothing is ordered, invoiced or paid on it."),
    "code-changed": N_("A type keeps its code and direction; define another type instead."),
    "duplicate-type": N_("A type of this code exists already."),
    "legal-review-missing": N_("No type skips legal review: one step reviews the law at every amount."),
    "duplicate-invoice": N_("The invoice %(number)s of this party is booked already."),
    "duplicate-einvoice": N_("An electronic invoice of this number is recorded already."),
    "not-deductible": N_(
        "The tax of this invoice can't be deducted: only that of a special invoice received and found genuine can."
    ),
    "bill-too-small": N_("More would be covered than the %(limit)s left of the bill."),
    "bills-exceeded": N_("More would be booked of the contract's bills than the %(limit)s there are of them."),
    "duplicate-product": N_("A product of this code is in the archive already."),
    "term-too-long": N_("A supplier of this size is paid within %(limit)s days after delivery (clause %(clause)s)."),
    "pay-when-paid": N_("What a small supplier is owed (clause %(clause)s) does not wait for what a customer pays us."),
    "goods-held": N_("More would pass of line %(line)s than was measured and found good (%(limit)s)."),
    "batch-not-held": N_("The batch %(batch)s is not held: there is nothing to decide."),
    "own-batch": N_("Goods that are held are let go by somebody else than the one who measured them."),
    "no-requirement": N_("The line asks for nothing yet: state its requirements first."),
    "collected-document": N_("It came from another system (%(source)s) and does not leave by this port."),
    "handed-over": N_("The document left already, or is about to (%(state)s)."),
    "duplicate-part": N_("The contract has this part of the model already."),
    "duplicate-plan": N_("There is a quality plan of this code already."),
    "wrong-direction": N_("Money goes out on purchase contracts and comes in on sales contracts."),
    "over-delivery": N_("More would be delivered than was ordered (line %(line)s: at most %(limit)s)."),
    "over-acceptance": N_("More would be accepted than was delivered (line %(line)s: at most %(limit)s)."),
    "accepted-already": N_("This delivery was accepted already."),
    "payment-refused": N_("Payment control refuses the payment."),
    "payment-over-limit": N_(
        "The payment exceeds what is allowed under clause %(clause)s, %(phase)s (%(reason)s): %(requested)s asked for,"
        " %(limit)s allowed, %(used)s used already."
    ),
    "payment-condition-unmet": N_(
        "What must happen before a payment under clause %(clause)s, %(phase)s has not happened to that extent"
        " (%(reason)s): %(requested)s asked for, %(limit)s allowed, %(used)s used already."
    ),
    "amendment-too-early": N_(
        "An amendment takes effect no earlier than the contract itself and the amendments before it."
    ),
    "limit-below-used": N_("A limit would lie below what is used of it already."),
    "overtaken": N_("The contract was changed since this amendment was drafted: draft it anew."),
    "no-contract-of-its-own": N_("This is an amendment: do this on the contract that it changes."),
    "no-renewal": N_("The term does not begin anew by itself."),
    "notice-too-late": N_("Notice was due by an earlier day: the term begins anew."),
    "master-closed": N_("Nothing more is ordered under the master contract."),
    "master-not-in-force": N_("The master contract binds nobody now: nothing is made under it."),
    "over-master-cap": N_("The contracts under the master contract would draw more on it than it allows."),
    "over-master-quantity": N_("The contracts under the master contract would draw more of a product than it allows."),
    "no-rate": N_("No rate of exchange is kept for these currencies on that day."),
    "price-not-agreed": N_(
        "The price agreed for that day is %(net)s without tax: take it, or say why another one holds."
    ),
    "not-priced": N_("Nothing is laid down of what the product costs in %(country)s that day."),
    "price-out-of-range": N_("The price would have more digits than a price is kept with."),
    "country-unclear": N_("Prices are laid down for several countries that the contract may be of."),
    "no-service-level": N_("Nothing is agreed of this measure in %(region)s at the end of that month."),
    "no-price-terms": N_("No terms are laid down by which prices are made on that day."),
    "local-price-too-far": N_(
        "%(given)s in %(country)s departs from the reference of %(reference)s by more than the share %(share)s."
    ),
    "rate-fixed-already": N_("Another rate of these currencies is fixed for that day."),
    "more-copies-than-out": N_("More copies would come back than are out."),
    "not-approved-text": N_("A seal goes on nothing but the text that was approved."),
    "three-way-match": N_(
        "Order, acceptance and invoice do not match (clause %(clause)s, %(phase)s): %(limit)s allowed, %(used)s"
        " invoiced."
    ),
    "order-over-contract": N_("The orders would exceed the contract's total of %(limit)s."),
    "invoice-over-limit": N_("The invoices would exceed the %(limit)s that clause %(clause)s allows."),
    "allocation-over-receipt": N_("More would be allocated than the %(limit)s left of the receipt."),
    "allocation-over-invoice": N_("More would be allocated than the %(limit)s open on the invoice."),
    "credit-over-invoice": N_("The credit notes would exceed what the invoice asks for."),
    "deposit-over-cap": N_("The earnest money would exceed its share of the price."),
    "offset-over-advance": N_("More would be set off than is left of the advance."),
    "refund-over-overpaid": N_("More would be given back than was paid beyond what the invoice asks for."),
    "refund-over-payment": N_("More would be given back than is left of the payment."),
    "release-over-retention": N_("More would be released than is kept back of the invoice."),
    "retention-over-cap": N_("The retention money would exceed its share of the price."),
    "retention-over-invoice": N_("More would be kept back than is open on the invoice."),
    "accounts-missing": N_("Bookings of a kind are posted to no accounts yet."),
    "already-answered": N_("This signatory has answered already, or is no longer needed."),
    "claim-over-guarantee": N_("More is claimed than is left of the guarantee."),
    "document-changed": N_("Somebody else signed meanwhile; load the file again."),
    "invitation-over": N_("The invitation is unknown, used, replaced by a later one, or over."),
    "mapped-in-closed-period": N_("The book is closed for that period."),
    "no-authority": N_(
        "No letter of authority lets this person sign for us: for such a contract, up to its amount, on this day."
    ),
    "not-a-signatory": N_("You are not among those who are asked to sign this."),
    "not-your-turn-to-sign": N_("Others sign before you; the order is part of what was agreed."),
    "nothing-to-waive": N_("Nothing stands against the payment any more: order it anew."),
    "other-document": N_("The file named is not the one that is to be signed."),
    "own-authority": N_("Nobody gives themselves the authority to sign."),
    "period-not-over": N_("The period is not over yet."),
    "period-out-of-order": N_("Periods are closed one after another."),
    "signing-plan": N_("The groups can't sign in this order."),
    "signing-under-way": N_("The contract is out for electronic signatures: void that signing first."),
    "unbalanced-accounts": N_("What goes to the debit side is not what goes to the credit side."),
    "unreadable-pdf": N_("The file is no PDF that can be read."),
    "waiver-not-for-this": N_("The waiver is for another payment, or for less."),
    "waiver-open": N_("A waiver of this payment is asked for or granted already."),
    "too-many-items": N_("More is open than a sheet takes: choose a unit, a customer, a currency or an age."),
    "grade-waits": N_("A grade that somebody gave by hand waits for a decision: that comes first."),
    "interest-booked": N_("Late interest up to that day is booked already."),
    "first-charge": N_("The invoice has borne interest up to that day already."),
    "no-arrears-of-ours": N_("Under a purchase contract nothing is owed to us."),
    "nothing-to-restore": N_("More would come back on the books than the %(limit)s written off of the invoice."),
    "pause-overlaps": N_("The clock stands on some of these days already: pauses may not overlap."),
    "promise-over-open": N_("More is promised than the %(limit)s that is owed."),
    "write-off-open": N_("A write-off of this contract is being decided on already."),
    "write-off-over-open": N_(
        "More would be written off than the %(limit)s that is open of the invoice and on the books."
    ),
    "blocked-party": N_("Contracts with this party are stopped."),
    "line-differs": N_("What is booked is not what the bank line says: another way, amount or currency."),
    "line-matched-already": N_("The line was matched already."),
    "missing-reference": N_("The type asks for a reference that is not named."),
    "no-document": N_("The draft has no document yet: save it anew first."),
    "other-scan-text": N_("The text named is not the one that the scan was registered for."),
    "payment-matched-already": N_("The payment is matched with another bank line."),
    "required-clauses-missing": N_("The type asks for standard clauses that the draft does not have."),
    "same-person": N_("Who registered a scan does not check it."),
    "statement-form": N_("The file is no statement in this format."),
    "still-owed": N_("Something is still owed under the contract."),
    # assets
    "class-exists": N_("A class with this code is defined already."),
    "second-schedule": N_("The book %(book)s depreciates the asset already."),
    "unknown-book": N_("The card has no such book."),
    "offered-elsewhere": N_("The asset is on offer in another transfer."),
    "not-latest-charge": N_("Only a book's latest charge can be reversed; later ones stand upon it."),
    "other-currency": N_("A card and a project keep the currency of their cost."),
    "nothing-booked": N_("A project without cost becomes no asset."),
    "same-unit": N_("An asset can't be handed over to the unit that has it."),
    "not-an-approver": N_("The unit has no say in this transfer, or has had it."),
    "not-settled": N_("An asset at estimated cost moves to another unit once its project is settled."),
    "journal-unbalanced": N_("Debits and credits of a journal differ."),
    # scoring
    "rebuild-running": N_("Another rebuild is running: its progress is shown here."),
    "unknown-model": N_("There is no read model of this name."),
    "generations-differ": N_("What was made differs from what serves, which therefore stays."),
    "nothing-served-yet": N_("The figures are being made for the first time. Try again in a moment."),
    "lifetime": N_("The lifetime model can't be computed."),
    "input-refused": N_("The lifetime model can't be computed from this input."),
    "too-little-known": N_(
        "Too little is known of how they pay: %(used)s settlements in a year, %(limit)s are needed."
    ),
    "graded-later": N_("They were graded as of a later day (%(day)s) already."),
    "not-converged": N_("The lifetime model found no solution that can be trusted."),
    # notify, and the platform's operation
    "not-your-task": N_("A task is finished by the one who has it."),
    "not-due-yet": N_("The message is not to be sent before its time."),
    "expression": N_("The rule's condition can't be read."),
    "replay-running": N_("A replay of this endpoint has not ended yet; one runs at a time."),
    "owner-there": N_("It is somebody's; another owner is named by a change."),
    "replay-of-nothing": N_("A replay begins before it ends."),
    "rule-code-changed": N_("A rule keeps its code through all versions."),
    "template-text": N_("The template's text can't be used."),
    "whole-organisation": N_("Messages belong to the whole organisation: the permission has to be held on its top."),
    "settled-already": N_("The message was retried or given up before."),
    "nobody-reads": N_("Nothing reads this message in this version any more: it can only be given up."),
}
"""A sentence of the catalogues by problem type, its parameters being the problem's own members."""

UNKNOWN: Final = N_("It was refused: %(words)s")
UNANSWERED: Final[Mapping[str, Any]] = {"type": PREFIX + "unanswered"}
"""What a page makes of a service that gave no answer."""


def problem_of(error: DomainError) -> dict[str, Any]:
    """The problem that a refusal of the portal's own becomes."""
    return {"type": PREFIX + error.kind, "status": error.status, "detail": error.detail, **error.details}


def sentence_of(problem: Mapping[str, Any], language: str) -> str:
    """The refusal in the reader's words, with every field that is at fault. What the table does not know is told in
    the service's own words, and said to be.
    """
    say = translations(language).gettext
    known = SENTENCES.get(str(problem.get("type", "")).removeprefix(PREFIX))
    own = str(problem.get("detail") or problem.get("title") or problem.get("status", ""))
    filled = {name: _written(value, language) for name, value in problem.items()}
    if known is None or not all(filled.get(name) for name in PLACES.findall(known)):
        return say(UNKNOWN) % {"words": reason_of(own, language)}
    return " ".join([say(known) % filled, *_fields(problem, own, language)])


def _fields(problem: Mapping[str, Any], own: str, language: str) -> Iterator[str]:
    """What is wrong where; a type with one field has said it already."""
    for error in problem.get("errors") or ():
        reason = str(error.get("detail", ""))
        if reason and reason != own:
            field, told = field_of(str(error.get("pointer", "")), language), reason_of(reason, language)
            yield translations(language).gettext(AT_FIELD) % {"field": field, "reason": told} if field else told


def _written(value: Any, language: str) -> str:
    """A figure of a problem: money, a code in its word, a list, a number."""
    match value:
        case {"amount": _, "currency": _}:
            return Formats(locale_of(language), INSTALLATION_ZONE).money(value)
        case str():
            return translations(language).gettext(TERMS.get(value, value)) if value else ""
        case list() | tuple():
            return ", ".join(_written(one, language) for one in value)
        case bool():
            return ""
        case int() | float():
            return Formats(locale_of(language), INSTALLATION_ZONE).number(value)
        case _:
            return ""
