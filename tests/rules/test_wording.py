"""Messages are filled into forms that are rendered once; every one reads as if rendered whole."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Engine
from django.utils import translation

from tickets.rules import notifications, wording

FOLDER = Path(wording.__file__).resolve().parent.parent / "templates" / "messages"
TEMPLATES = sorted(f"messages/{each.name}" for each in FOLDER.glob("*.txt"))
NAMES = (
    *("number", "title", "clock", "rung", "due", "reader", "told", "url", "concierge", "phone"),
    *("deputy", "enterprise", "office", "role", "until", "until_date", "expected", "link", "by"),
)
TRICKY = "100 % %(number)s {{ number }} {0} \ue000number\ue001 <b>&amp; 保税 ｆ"


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("language", settings.COMPLETE_LANGUAGES)
@pytest.mark.parametrize("empty", [(), ("title", "url", "deputy", "until_date", "concierge")])
def test_a_filled_form_reads_as_the_template_does(
    template: str, language: str, empty: tuple[str, ...]
) -> None:
    facts = {name: "" if name in empty else f"{name}: {TRICKY}" for name in NAMES}
    with translation.override(language):
        whole = Engine.get_default().get_template(template).render(Context(facts, autoescape=False))
    for _once_rendered_and_once_kept in range(2):
        assert wording._rendered(template, language, facts) == notifications.body(whole)


def test_a_number_is_seen_by_the_template_itself() -> None:
    """It may count by it: 1 day, 2 days."""
    assert wording._shape("days", 2) == 2
    assert wording._shape("days", "2") != wording._shape("days", "")
