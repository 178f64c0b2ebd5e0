"""What is said where the story breaks off in an installation that stays."""

from services.story import play
from services.story.errors import StoryBrokenError


def test_whoever_the_story_broke_off_for_can_sign_in_all_the_same(monkeypatch, capsys):
    async def breaks_off(_settings, _console, _ocds, made):
        made |= {"password": "shown this once", "passwords": {"drafter": "shown this once"}}
        raise StoryBrokenError("The import of cdnow stood still.")

    monkeypatch.setattr(play, "tell", breaks_off)
    assert play.played_into(None)() == play.BROKEN
    said = capsys.readouterr().out
    assert "The import of cdnow stood still." in said
    assert "Sign in as administrator with the password shown this once" in said
    assert "name another --data-dir" in said
    assert "  drafter              Drafts contracts" in said
    assert "auditor" not in said, "who was not taken on yet cannot sign in"


def test_before_there_is_an_administrator_no_password_is_told(monkeypatch, capsys):
    async def breaks_off(*_):
        raise StoryBrokenError("The portal does not answer.")

    monkeypatch.setattr(play, "tell", breaks_off)
    assert play.played_into(None)() == play.BROKEN
    assert "password" not in capsys.readouterr().out
