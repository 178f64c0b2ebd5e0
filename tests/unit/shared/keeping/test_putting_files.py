"""Stored files come back with a restore; delivered mails neither come back nor stay."""

from pathlib import Path

from shared.keeping.restore import STAGED, put_files


def laid(folder: Path, text: str) -> Path:
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text(text)
    return folder


def test_files_take_the_place_of_those_that_are_there_and_the_mail_box_is_emptied(tmp_path: Path):
    laid(tmp_path / "files" / "later", "stored after the backup")
    laid(tmp_path / "mail" / "new" / "1", "To: somebody whom the ledger that is back may not know")
    laid(tmp_path / STAGED / "files" / "a", "as it was")
    laid(tmp_path / STAGED / "mail" / "new" / "2", "of a build whose backups held mails")
    put_files(tmp_path)
    put_files(tmp_path)
    left = {str(one.relative_to(tmp_path)) for one in tmp_path.rglob("*") if one.is_file()}
    assert left == {"files/a"}
    assert (tmp_path / "mail" / "new").is_dir()
