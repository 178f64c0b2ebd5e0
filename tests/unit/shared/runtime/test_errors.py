import errno

import pytest

from shared.runtime.errors import explain, from_os_error

WORDS = {
    "initdb: error while loading shared libraries: libpq.so.5: cannot open shared object file": "libpq.so.5",
    "java: error while loading shared libraries: libz.so.1: cannot open shared object file": "libz.so.1",
    "dyld: Library not loaded: libssl.3.dylib": "libssl.3.dylib",
    "/lib/libc.so.6: version `GLIBC_2.38' not found (required by postgres)": "glibc 2.38",
    "FATAL: could not write to file: No space left on device": "is full",
}


@pytest.mark.parametrize("output", WORDS)
def test_what_a_program_wrote_before_it_gave_up_becomes_a_sentence(output, tmp_path):
    error = explain("PostgreSQL", output, tmp_path)
    assert error is not None
    assert WORDS[output] in error.message
    assert error.next_step.endswith(".")


def test_unknown_words_are_not_explained_away(tmp_path):
    assert explain("PostgreSQL", "FATAL: something new", tmp_path) is None


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EACCES, "may not be read or written by this user"),
        (errno.EROFS, "read-only file system"),
        (errno.ENOTDIR, "is not a directory"),
        (errno.EIO, "cannot be used"),
    ],
)
def test_a_refusal_of_the_system_becomes_a_sentence_with_a_next_step(number, words, tmp_path):
    error = from_os_error(OSError(number, "as the system says"), tmp_path)
    assert words in error.message
    assert "--data-dir" in error.next_step
