from prometheus_client import REGISTRY

from shared.observability.metrics import begin_counting, count_appended, exposition, figure, metric_names, show_outbox

PROMISED = {
    "pactline_commands",
    "pactline_command_duration_seconds",
    "pactline_events_appended",
    "pactline_ready",
    "pactline_outbox_pending",
    "pactline_outbox_oldest_age_seconds",
    "pactline_consumer_lag_records",
    "pactline_parked_records",
    "pactline_audit_missing_events",
    "pactline_projection_rebuild_progress",
}


def test_every_promised_metric_is_declared():
    assert set(metric_names()) >= PROMISED


def test_an_appended_event_counts_by_type_and_for_its_business_figure():
    figure("thing.made.v1", "pactline_things_made_total", "Things made.")
    count_appended("trial", ["thing.made.v1", "thing.lost.v1", "thing.made.v1"])
    labels = {"service": "trial", "type": "thing.made.v1"}
    assert REGISTRY.get_sample_value("pactline_events_appended_total", labels) == 2
    assert REGISTRY.get_sample_value("pactline_things_made_total") == 2
    assert b"pactline_things_made_total 2.0" in exposition()


def test_the_first_event_of_a_type_is_a_rise_of_its_counter():
    labels = {"service": "trial", "type": "thing.begun.v1"}
    begin_counting("trial", ["thing.begun.v1"])
    assert REGISTRY.get_sample_value("pactline_events_appended_total", labels) == 0
    count_appended("trial", ["thing.begun.v1"])
    assert REGISTRY.get_sample_value("pactline_events_appended_total", labels) == 1


def test_an_outbox_that_nobody_could_look_into_has_no_figure():
    def shown():
        return REGISTRY.get_sample_value("pactline_outbox_pending", {"service": "trial"})

    show_outbox("trial", (3, 1.5))
    assert shown() == 3
    for _ in range(2):
        show_outbox("trial", None)
        assert shown() is None
