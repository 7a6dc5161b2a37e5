"""Templates hold nothing that the content security policy would refuse, and trust no markup."""

import re

import pytest

from tests.house import tree

FORBIDDEN = {
    "markup taken on trust": r"\|\s*safe(seq)?\b|autoescape\s+off",
    "a style of its own": r"<style\b|\sstyle\s*=",
    "a script of its own": r"<script\b(?![^>]*\ssrc=)|\son[a-z]+\s*=|javascript:",
    "something from elsewhere": r"\b(src|href|action)\s*=\s*[\"']?(https?:)?//",
    "a form without a token": r"<form\b(?=[^>]*method=.post.)(?:(?!</form>|csrf_token).)*</form>",
    "htmx inherited from the body": r"<body[^>]*\shx-",
}
# (template, what is forbidden): why it may stay
REVIEWED: dict[tuple[str, str], str] = {}
MAIL = "tickets/templates/messages/"
IN_MAILS = {"a style of its own": "mail programs read no style sheets"}


def faults(source: str) -> list[str]:
    """What is wrong with a template, in words."""
    flags = re.IGNORECASE | re.DOTALL
    return [what for what, pattern in FORBIDDEN.items() if re.search(pattern, source, flags)]


def test_templates_hold_nothing_that_is_forbidden() -> None:
    assert [
        f"{name}: {what}"
        for name, source in tree.texts(".html").items()
        if "/templates/" in name
        for what in faults(source)
        if (name, what) not in REVIEWED and not (name.startswith(MAIL) and what in IN_MAILS)
    ] == []


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{{ text|safe }}", "markup taken on trust"),
        ("{% autoescape off %}", "markup taken on trust"),
        ('<p style="color:red">', "a style of its own"),
        ("<style>p{}</style>", "a style of its own"),
        ("<script>alert(1)</script>", "a script of its own"),
        ('<a onclick="go()">', "a script of its own"),
        ('<a href="javascript:go()">', "a script of its own"),
        ('<img src="https://cdn.example/a.png">', "something from elsewhere"),
        ('<form method="post"><button></button></form>', "a form without a token"),
        ('<body hx-boost="true">', "htmx inherited from the body"),
    ],
)
def test_what_is_forbidden_is_found(source: str, what: str) -> None:
    assert what in faults(source)


def test_a_template_in_order_is_left_alone() -> None:
    source = """<form method="post" class="style">{% csrf_token %}</form>
    <script src="{% static "a.js" %}" defer></script><a href="{% url "home" %}">{{ safe }}</a>"""
    assert faults(source) == []
