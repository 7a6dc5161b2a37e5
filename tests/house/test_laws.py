"""The laws of the code hold in the whole house, and each law can tell a breach when it sees one."""

import pytest

from tests.house.laws import LAWS, Law

LAW = pytest.mark.parametrize("law", LAWS, ids=lambda law: law.sentence)


@LAW
def test_the_house_keeps_the_law(law: Law) -> None:
    assert law.breaches() == []


@LAW
def test_the_law_bites(law: Law) -> None:
    assert [sample for sample in law.bad if not law.lines(sample)] == []


@LAW
def test_the_law_spares_what_is_right(law: Law) -> None:
    assert [sample for sample in law.good if law.lines(sample)] == []
