import os

from shared.runtime.state import Process, State, end_leftovers, read_state, write_state


def own(created_shift: float = 0.0) -> Process:
    process = Process.of("supervisor", os.getpid())
    return Process(process.name, process.pid, process.created + created_shift)


def test_what_was_written_is_read_again(tmp_path):
    state = State(own(), "http://127.0.0.1:8400", (own(),), {"PACTLINE_KAFKA": "127.0.0.1:9092"})
    write_state(tmp_path / "state.json", state)
    assert read_state(tmp_path / "state.json") == state


def test_a_state_cut_short_is_none(tmp_path):
    (tmp_path / "state.json").write_text('{"supervisor": {"name"')
    assert read_state(tmp_path / "state.json") is None
    assert read_state(tmp_path / "absent.json") is None


def test_a_later_process_with_the_same_number_is_not_taken_for_the_old_one():
    assert own().found() is not None
    assert own(created_shift=-100).found() is None


def test_a_later_process_with_the_same_number_is_left_alone():
    state = State(own(), "", (own(created_shift=-100),), {})
    assert end_leftovers(state, patience=0.0) == []
