from shared.web.rate import RateLimit


class Time:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_caller_may_burst_and_then_goes_at_the_rate():
    time = Time()
    limit = RateLimit(10, 3, now=time)
    assert [limit.admits("a") for _ in range(4)] == [True, True, True, False]
    time.now += 0.1
    assert [limit.admits("a") for _ in range(2)] == [True, False]


def test_callers_do_not_count_for_one_another():
    limit = RateLimit(1, 1, now=Time())
    assert limit.admits("a")
    assert limit.admits("b")
    assert not limit.admits("a")


def test_a_rate_of_zero_is_no_limit():
    limit = RateLimit(0, 1, now=Time())
    assert all(limit.admits("a") for _ in range(100))
