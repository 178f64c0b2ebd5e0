"""Words for questionnaires, customers' standards and concessions: states, facts, refusals, permissions."""

from typing import Final

from services.portal.pages.frame.words import N_

WORDS: Final[dict[str, str]] = {
    "chemistry": N_("chemistry"),
    "mechanics": N_("mechanics"),
    "dimension": N_("dimension"),
    "process": N_("process"),
    "substance": N_("substance"),
    "questions_technical": N_("technical"),
    "questions_quality": N_("quality"),
    "questions_substances": N_("substances"),
    "sender_customer": N_("customer"),
    "sender_supplier": N_("supplier"),
    "questionnaire_open": N_("being answered"),
    "questionnaire_sent_back": N_("sent back"),
    "questionnaire_withdrawn": N_("withdrawn"),
    "question_asked": N_("not given to anybody"),
    "question_assigned": N_("waits for its answer"),
    "question_answered": N_("waits for review"),
    "question_accepted": N_("answer accepted"),
    "question_rejected": N_("another answer is wanted"),
    "check_kept": N_("within the limit"),
    "check_taken_over": N_("limit taken over"),
    "check_conceded": N_("let pass"),
    "questionnaire.overdue": N_("questionnaires that are late"),
    "questionnaire-to-answer": N_("Questionnaire to answer"),
    "questionnaire-overdue": N_("Questionnaire overdue"),
    "concession_asked": N_("asked for"),
    "concession_granted": N_("granted"),
    "concession_refused": N_("refused"),
}

TONES: Final[dict[str, str]] = {
    "questionnaire_open": "news",
    "questionnaire_sent_back": "good",
    "question_asked": "warn",
    "question_assigned": "news",
    "question_answered": "news",
    "question_accepted": "good",
    "question_rejected": "warn",
    "check_kept": "good",
    "check_conceded": "warn",
    "concession_asked": "news",
    "concession_granted": "good",
    "concession_refused": "bad",
}

FACTS: Final[dict[str, str]] = {
    "file.words_read": N_("Words of a file read"),
    "questionnaire.received": N_("Questionnaire taken in"),
    "questionnaire.question_asked": N_("Question asked"),
    "questionnaire.assigned": N_("Questions given to a department"),
    "questionnaire.answered": N_("Question answered"),
    "questionnaire.answer_reviewed": N_("Answer reviewed"),
    "questionnaire.sent_back": N_("Questionnaire sent back"),
    "questionnaire.withdrawn": N_("Questionnaire withdrawn"),
    "questionnaire.overdue": N_("Questionnaire overdue"),
    "standard.received": N_("Standard of a customer came in"),
    "standard.limits_accepted": N_("Standard taken over as limits"),
    "standard.declined": N_("Standard not taken over"),
    "standard.limits_ended": N_("Limits of a standard ended"),
    "limits.checked": N_("Held against limits"),
    "agreed_limits.stated": N_("Limits of an agreement stated"),
    "concession.asked": N_("Concession asked for"),
    "concession.batch_asked": N_("Concession asked for a whole batch"),
    "concession.decided": N_("Concession decided"),
}

STREAMS: Final[dict[str, str]] = {
    "questionnaire": N_("Questionnaire"),
    "standard": N_("Standard"),
    "limit_check": N_("Check against limits"),
    "agreed_limits": N_("Limits of an agreement"),
    "concession": N_("Concession"),
}

READ_WITH: Final[dict[str, str]] = {
    "questionnaire": "contract.questionnaire.read",
    "standard": "contract.standard.read",
    "limit_check": "contract.standard.read",
    "concession": "contract.standard.read",
    "agreed_limits": "contract.contract.read",
}

SENTENCES: Final[dict[str, str]] = {
    "question-not-assigned": N_("Question %(question)s is no department's yet: give it to one first."),
    "other-department": N_("Question %(question)s is another department's to answer."),
    "answer-changed": N_("Somebody answered question %(question)s meanwhile: look at that answer first."),
    "own-answer": N_("Nobody reviews their own answer."),
    "not-reviewable": N_("The answer was reviewed already, or there is a newer one."),
    "questions-open": N_("It goes back once every question has an accepted answer. Open: %(questions)s."),
    "limit-deviation": N_(
        "What is stated lies outside limits taken over from the customer's standard: keep them, or have a concession"
        " granted."
    ),
    "looser-than-standard": N_("Our limit for %(limit)s is as tight as the customer's, or tighter."),
    "edition-decided": N_("The edition was decided on already, or there is a newer one."),
    "no-limits": N_("Nothing of the standard is in force."),
    "own-concession": N_("Nobody grants a concession that they asked for."),
    "batch-measured-anew": N_(
        "The batch was measured anew since the concession was asked for: ask for what it departs in now."
    ),
    "needless-concession": N_("What is asked for lies within the limit: nobody has to concede it."),
}

MEANINGS: Final = (
    N_("See questionnaires of customers and suppliers with their answers"),
    N_("Take questionnaires in, give questions to departments, send answers back"),
    N_("Answer questions for one's department"),
    N_("Review answers of others"),
    N_("See customers' standards, the limits in force and what was held against them"),
    N_("Register customers' standards"),
    N_("Take customers' standards over as limits, decline them and end them"),
    N_("Ask that a limit be passed over for an order or an agreement"),
    N_("Decide on concessions that others asked for"),
)
"""What permissions allow, as the contract service says it."""
