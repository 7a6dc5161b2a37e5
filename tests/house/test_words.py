"""Every word a person reads is marked, and said in every language that is offered."""

from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.conf import settings
from django.utils.translation import to_locale

from concierge import catalogues
from tests.house import tree, words
from tests.house.laws import modules

COMPLETE = [to_locale(code) for code in settings.COMPLETE_LANGUAGES if code != "en"]
CHINESE_IN_CODE = {
    "concierge/settings.py": "languages are listed in their own names",
    "tickets/rules/moments.py": "how each language writes a day",
    "frontend/components/countries.py": "names that official Chinese prescribes",
    "tickets/demo": "the demo data is a story in Chinese",
}


@pytest.fixture(scope="session")
def said() -> dict[catalogues.Key, Message]:
    """What the house says."""
    return catalogues.said_by_the_house()


@pytest.mark.parametrize("language", COMPLETE)
def test_every_string_is_said_in_every_language_on_offer(
    language: str, said: dict[catalogues.Key, Message]
) -> None:
    assert [str(gap) for gap in catalogues.gaps(language, said)] == []


@pytest.mark.parametrize("language", sorted(set(catalogues.languages()) - set(COMPLETE)))
def test_what_a_coming_language_says_already_has_the_right_placeholders(
    language: str, said: dict[catalogues.Key, Message]
) -> None:
    gaps = catalogues.gaps(language, said)
    assert [str(gap) for gap in gaps if gap.why != "no translation"] == []


@pytest.mark.parametrize("language", catalogues.languages())
def test_no_entry_was_torn_in_a_merge(language: str) -> None:
    assert catalogues.torn(language) == []


def test_chinese_and_english_are_on_offer() -> None:
    assert {"zh-hans", "en"} <= set(settings.COMPLETE_LANGUAGES) <= set(dict(settings.LANGUAGES))


def test_templates_say_nothing_that_is_not_marked() -> None:
    assert [
        f"{name}:{line}: {text}"
        for name, source in tree.texts(".html", ".txt").items()
        if "/templates/" in name
        for line, text in words.unmarked_in_template(source, html=name.endswith(".html"))
    ] == []


def test_code_speaks_no_chinese_of_its_own() -> None:
    assert [
        f"{name}:{line}"
        for path, name in modules()
        if not any(name.startswith(place) for place in CHINESE_IN_CODE)
        for line in words.unmarked_in_python(Path(path).read_text("utf-8"))
    ] == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Sign in</p>",
        "<p>登录</p>",
        '<img alt="A bridge">',
        '<button aria-label="Close"></button>',
        '<input type="submit" value="Send">',
        '{% include "a.html" with title="Sign in" %}',
        '{{ name|default:"Nobody" }}',
        "{% if a %}Yes, {{ name }}{% endif %}",
        "{% blocktranslate %}a{% endblocktranslate %} and more",
        '{% translate "a" as b %}{{ b }} 条',
    ],
)
def test_an_unmarked_word_in_a_template_is_found(source: str) -> None:
    assert words.unmarked_in_template(source, html=True)


@pytest.mark.parametrize(
    "source",
    [
        '{% translate "Sign in" %}',
        "{% blocktranslate %}Sign in{% endblocktranslate %}",
        "{% comment %}why{% endcomment %}<!-- why -->{# why #}",
        "<p>{{ name }} · 3 %</p>",
        '<script src="/a.js">let a = 1</script>',
        '<p class="big red" data-name="Big red" id="sign-in"></p>',
        '{% include "a.html" with title=_("Sign in") class="big red" %}',
        '<a href="{% url "desk:queue" %}">→</a>',
    ],
)
def test_a_template_in_order_is_left_alone(source: str) -> None:
    assert words.unmarked_in_template(source, html=True) == []


def test_a_mail_in_plain_text_is_read_too() -> None:
    assert words.unmarked_in_template("Dear {{ name }}", html=False) == [(1, "Dear ")]


def test_chinese_in_a_literal_is_found_and_in_a_docstring_is_not() -> None:
    assert words.unmarked_in_python('"""办结"""\nx = "办结"\n') == [2]
