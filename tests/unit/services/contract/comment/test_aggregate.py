import json

from services.contract.comment.aggregate import COMMENT, MakeComment, ResolveComment, decide
from services.contract.comment.events import CommentMade, CommentResolved
from shared.testing.given import specification
from shared.values.errors import NotPossibleNowError

given = specification(COMMENT, decide)
MADE = CommentMade(
    comment_id="m",
    contract_id="c",
    text_hash="a" * 64,
    clause="4.1",
    reply_to=None,
    words="Ask Ms Zhao",
)
RESOLVED = CommentResolved(comment_id="m", contract_id="c")


def test_a_remark_is_made_and_resolved_once():
    given().when(MakeComment(MADE)).then(MADE)
    given(MADE).when(ResolveComment()).then(RESOLVED)
    given(MADE, RESOLVED).when(ResolveComment()).fails(NotPossibleNowError)
    given(MADE).when(MakeComment(MADE)).fails(NotPossibleNowError)


def test_no_word_of_a_remark_is_in_its_event():
    assert b"Zhao" not in MADE.public_json()
    assert json.loads(MADE.public_json())["words_size"] == len("Ask Ms Zhao")
