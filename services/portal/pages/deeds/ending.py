"""What is done to a contract at its end and on paper."""

from collections.abc import Mapping
from typing import Final

from services.portal.pages.deeds import forms
from services.portal.pages.deeds.deed import Deed, Field
from services.portal.pages.frame.words import N_

DAY: Final = Field("effective_on", N_("Day"), "day", hint=N_("Empty: today."))
REASON: Final = Field("reason", N_("Reason"), "words", required=True, most=2000)
SIDES: Final = (("us", N_("we")), ("counterparty", N_("the other party")))
ENDS: Final = "contract.contract.end"
KEEPS: Final = "contract.archive.keep"
OWN: Final = "/v1/contracts/{contract_id}"

ENDING: Final[Mapping[str, Deed]] = {
    "notice": Deed(
        title=N_("Give notice"),
        verb=N_("Record the notice"),
        done=N_("Notice is given: the term does not begin anew."),
        permission=ENDS,
        path=f"{OWN}/notice",
        fields=(
            Field("by", N_("Who gives notice"), "choice", required=True, choices=SIDES),
            Field("reason", N_("Reason"), "words", most=2000),
            DAY,
        ),
        form=forms.plain,
    ),
    "suspension": Deed(
        title=N_("Suspend the contract"),
        verb=N_("Suspend"),
        done=N_("The contract rests."),
        permission=ENDS,
        path=f"{OWN}/suspension",
        fields=(REASON, DAY),
        form=forms.plain,
        versioned=True,
    ),
    "resumption": Deed(
        title=N_("Resume the contract"),
        verb=N_("Resume"),
        done=N_("The contract goes on."),
        permission=ENDS,
        path=f"{OWN}/resumption",
        fields=(REASON, DAY),
        form=forms.plain,
        versioned=True,
    ),
    "termination": Deed(
        title=N_("Terminate the contract"),
        verb=N_("Terminate"),
        done=N_("The contract is terminated."),
        permission=ENDS,
        path=f"{OWN}/termination",
        fields=(REASON, Field("settlement", N_("What is still to be paid was settled"), "plan"), DAY),
        form=forms.plain,
        explained=N_("Without a settlement what was agreed stands, and what is open of it may be settled."),
        versioned=True,
        harm=True,
    ),
    "completion": Deed(
        title=N_("Complete the contract"),
        verb=N_("Complete"),
        done=N_("The contract is completed."),
        permission=ENDS,
        path=f"{OWN}/completion",
        fields=(REASON, DAY),
        form=forms.plain,
        explained=N_("Both sides have done what they owed; nothing may be open."),
        versioned=True,
    ),
    "archiving": Deed(
        title=N_("Archive the contract"),
        verb=N_("Archive"),
        done=N_("The contract is archived."),
        permission=ENDS,
        path=f"{OWN}/archiving",
        fields=(Field("shelf", N_("Shelf number"), most=64), REASON, DAY),
        form=forms.plain,
        explained=N_("The retention period of its type runs from its end."),
        versioned=True,
    ),
    "hold": Deed(
        title=N_("Place a hold"),
        verb=N_("Place it"),
        done=N_("The contract is kept beyond its retention period."),
        permission=KEEPS,
        path=f"{OWN}/holds",
        fields=(REASON, DAY),
        form=forms.plain,
    ),
    "hold-release": Deed(
        title=N_("Release a hold"),
        verb=N_("Release"),
        done=N_("The hold is over."),
        permission=KEEPS,
        path=OWN + "/holds/{of}/release",
        fields=(DAY,),
        form=forms.plain,
    ),
    "lending": Deed(
        title=N_("Lend copies"),
        verb=N_("Lend"),
        done=N_("The copies are lent; they are asked for after their day."),
        permission=KEEPS,
        path=f"{OWN}/lendings",
        fields=(
            Field("count", N_("Copies"), "number", required=True, most=4),
            Field("due_on", N_("Back by"), "day", required=True),
            DAY,
        ),
        form=forms.plain,
        explained=N_("They are lent to you."),
    ),
    "return": Deed(
        title=N_("Take copies back"),
        verb=N_("Take back"),
        done=N_("The copies are back."),
        permission=KEEPS,
        path="/v1/copies/{of}/returns",
        fields=(Field("count", N_("Copies"), "number", required=True, most=4), DAY),
        form=forms.plain,
    ),
    "seal-use": Deed(
        title=N_("Register the use of a seal"),
        verb=N_("Register"),
        done=N_("The use of the seal is registered."),
        permission="contract.seal.use",
        path=f"{OWN}/seal-uses",
        fields=(
            Field("seal", N_("Seal"), "seal", required=True),
            Field("copies", N_("Copies"), "number", required=True, most=4),
            Field("sent", N_("Of these sent to the other party"), "number", most=4),
            Field("return_due_on", N_("Back by"), "day"),
            DAY,
        ),
        form=forms.approved,
        explained=N_("It goes on nothing but the text that was approved, by whoever keeps it."),
    ),
    "early-work": Deed(
        title=N_("Work has begun before signing"),
        verb=N_("Record it"),
        done=N_("It is recorded."),
        permission="contract.contract.draft",
        path=f"{OWN}/early-work",
        fields=(Field("begun_on", N_("Begun on"), "day", required=True), REASON),
        form=forms.plain,
    ),
}
