"""How the story breaks off."""


class StoryBrokenError(Exception):
    """A step did not give what it should. The words say what was expected and what came, in a plain sentence."""


def expect(held: bool, words: str) -> None:  # noqa: FBT001 - reads as a sentence: expect(paid == asked, "…")
    """Breaks the story off unless what was expected holds."""
    if not held:
        raise StoryBrokenError(words)


class AlreadySetUpError(Exception):
    """The installation has an organisation: the story needs a fresh one."""
