"""Made-up names for people whom the data only number. Any likeness is chance."""

from typing import Final

SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰斌霞"


def person(number: int) -> str:
    """The name of the person with this number, always the same."""
    return SURNAMES[number % len(SURNAMES)] + GIVEN[(number // len(SURNAMES)) % len(GIVEN)]
