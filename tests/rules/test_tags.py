"""The letters by which a Chinese name is found, and what is asked of a tag."""

import pytest

from tests.actions.refusals import field_of
from tickets.rules.pinyin import initials
from tickets.rules.tags import TagWords

FAIR = TagWords("秋季交易会", "Autumn trade fair")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("营商环境", "yshj"),
        ("秋季交易会", "qjjyh"),
        ("阿啊座做", "aazz"),
        ("ＦＴＺ 2026 年检", "ftz2026nj"),
        ("未诉先办", "wsxb"),
        ("䶮㛃", ""),
        ("", ""),
    ],
)
def test_a_name_is_found_by_the_first_letters_of_its_pinyin(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_every_letter_that_begins_a_syllable_is_told_apart() -> None:
    said = "啊八擦大鹅发噶哈几卡垃妈拿哦怕七然三他挖西呀杂"
    assert initials(said) == "abcdefghjklmnopqrstwxyz"


def test_the_editors_own_letters_come_before_the_reckoned_ones() -> None:
    assert FAIR.kept()["letters"] == "qjjyh"
    assert TagWords("重庆展", "Chongqing fair", letters="cqz").kept()["letters"] == "cqz"
    assert len(TagWords("长" * 20, "Long").kept()["letters"]) == 20


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (TagWords(" ", "Fair"), "name_zh"),
        (TagWords("交易会", ""), "name_en"),
        (TagWords("长" * 21, "Long"), "name_zh"),
        (TagWords("交易会", "Fair", description="长" * 201), "description"),
        (TagWords("交易会", "Fair", letters="JYH"), "letters"),
        (TagWords("交易会", "Fair", letters="交"), "letters"),
        (TagWords("机密★10年", "Fair"), "name_zh"),
    ],
)
def test_what_is_not_right_is_named(words: TagWords, field: str) -> None:
    assert field_of(words.validate) == field
