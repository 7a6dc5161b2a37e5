"""What may stand in a message: one line in headers, one address, links into the house only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.rules import notifications
from tickets.rules.notifications import KINDS, Kind, Line, Paragraph

FORGED = "Li Min\r\nBcc: everybody@example.test"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (FORGED, "Li Min Bcc: everybody@example.test"),
        ("a\x00b\x1bc\x7fd", "a b c d"),
        ("gpj.\u202eexe", "gpj. exe"),
        ("a\u2066b\u2069\u200ec\u061cd", "a b c d"),
        ("a\u2028b\u2029c\x85d\ud800e", "a b c d e"),
        ("  many   spaces\t", "many spaces"),
        ("𠮷野家 䶮 㛃", "𠮷野家 䶮 㛃"),
    ],
)
def test_a_line_has_no_break_no_control_and_no_direction_mark(text: str, line: str) -> None:
    assert notifications.one_line(text) == line


@given(st.text())
def test_whatever_is_written_becomes_one_line(text: str) -> None:
    line = notifications.one_line(text)
    assert len((line + "x").splitlines()) == 1
    assert len(line) <= notifications.SUBJECT_LENGTH
    assert notifications.one_line(line) == line


def test_a_long_line_is_cut_visibly() -> None:
    line = notifications.one_line("字" * 300)
    assert (len(line), line[-1]) == (200, "…")


def test_a_body_keeps_its_line_breaks_only() -> None:
    assert notifications.body("a \r\nb\x00\u202ec\n\nd\n") == "a\nbc\n\nd"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("li@example.test", "li@example.test"),
        ("Li Min <li@example.test>", "li@example.test"),
        ("李敏 <li@example.test>", "li@example.test"),
        ("li@münchen.test", "li@xn--mnchen-3ya.test"),
    ],
)
def test_an_address_is_read(written: str, address: str) -> None:
    assert notifications.address_of(written).addr_spec == address


@pytest.mark.parametrize(
    "written",
    [
        "",
        "li",
        "li@",
        "@example.test",
        "li@example.test, bad@example.test",
        "li@example.test bad@example.test",
        "li@example.test\r\nBcc: bad@example.test",
        "li@example.test\n",
        "Li\r\nBcc: bad@example.test <li@example.test>",
        "li\x00@example.test",
        "<li@example.test><bad@example.test>",
        "group: li@example.test, bad@example.test;",
        "李@example.test",
        f"{'l' * 250}@example.test",
        f"li@{'a' * 64}.test",
        "li@example..test",
    ],
)
def test_anything_but_one_address_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        notifications.address_of(written)


@pytest.mark.parametrize("link", ["", "/", "/tickets/26112212345/?tab=files#last"])
def test_a_link_leads_into_the_house(link: str) -> None:
    assert notifications.own_path(link) == link


@pytest.mark.parametrize(
    "link",
    ["//evil.test", "https://evil.test", "tickets/", "/\\evil.test", "/a\r\nb", "javascript:x"],
)
def test_a_link_never_leads_out(link: str) -> None:
    with pytest.raises(ValueError, match="pages of this house"):
        notifications.own_path(link)


def test_a_code_stands_alone_and_a_link_is_ours() -> None:
    text = "Your code:\n\nAB12-CD34\n\nOpen:\nhttp://house.test/x\nhttp://evil.test/x"
    words, code, links = notifications.paragraphs(text, "http://house.test")
    assert words == Paragraph((Line("Your code:", is_link=False),), is_code=False)
    assert (code.lines[0].text, code.is_code) == ("AB12-CD34", True)
    assert [line.is_link for line in links.lines] == [False, True, False]


def test_every_kind_has_its_card() -> None:
    assert set(KINDS) == set(Kind)
