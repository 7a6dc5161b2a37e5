"""`manage.py messages`: what is marked is collected, kept mergeable, and found again by Django."""

import gettext
import io
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.core.management import CommandError, call_command
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import trans_real

from concierge import catalogues

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, npgettext, pgettext_lazy
a = _("Plain"); b = gettext_lazy("Over "
    "two lines"); c = pgettext_lazy("on a button", "Open")
d = ngettext("%(n)d day", "%(n)d days", n); e = npgettext("of work", "day", "days", n)
"""
TEMPLATE = """\
{% load i18n %}
  <p>{% translate "Plain" %}</p>
      <p title="{% translate 'It is 100% done' %}">{% translate "Open" context "on a button" %}</p>
    {% blocktranslate with name=who trimmed %}
      Dear {{ name }},
      welcome.
    {% endblocktranslate %}
{% blocktranslate count n=many context "of work" %}one day of {{ who }}\
{% plural %}{{ n }} days{% endblocktranslate %}
{% if who == _("In a tag") %}{{ who|default:_("In a filter") }}{% endif %}
(unclosed "bracket' and text that nobody marked
"""


@pytest.fixture
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of catalogues with one language."""
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    (tmp_path / "zh_Hans" / "LC_MESSAGES").mkdir(parents=True)
    return tmp_path


def _messages(source: str, *, template: bool) -> dict[catalogues.Key, Message]:
    found: dict[catalogues.Key, Message] = {}
    read = catalogues.said_by_template if template else catalogues.said_by_python
    catalogues._add(found, read(source))
    return found


def test_python_gives_every_kind_of_marked_string() -> None:
    assert {key: message.id for key, message in _messages(PYTHON, template=False).items()} == {
        ("", "Plain"): "Plain",
        ("", "Over two lines"): "Over two lines",
        ("on a button", "Open"): "Open",
        ("", "%(n)d day"): ("%(n)d day", "%(n)d days"),
        ("of work", "day"): ("day", "days"),
    }


def test_a_template_gives_every_kind_of_marked_string() -> None:
    assert set(_messages(TEMPLATE, template=True)) == {
        ("", "Plain"),
        ("", "It is 100%% done"),
        ("on a button", "Open"),
        ("", "Dear %(name)s, welcome."),
        ("of work", "one day of %(who)s"),
        ("", "In a tag"),
        ("", "In a filter"),
    }


@pytest.fixture
def translated(locale: Path) -> Iterator[None]:
    """Django speaks from a catalogue in which every string of TEMPLATE stands in brackets."""
    said = _messages(TEMPLATE, template=True)
    catalogue = Catalog(locale="zh_Hans")
    for message in said.values():
        forms = catalogues._forms(message.id)
        string = (f"«{forms[-1]}»",) if message.pluralizable else f"«{forms[0]}»"
        catalogue.add(message.id, string, context=message.context)
    catalogues._write(
        catalogues.po_file("zh_Hans"), catalogues.HEADER.format(language="zh_Hans"), catalogue
    )
    catalogues.compile_all()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.LOCALE_PATHS", [str(locale)])
        patch.setattr(trans_real, "_translations", {})
        yield


@pytest.mark.usefixtures("translated")
def test_django_finds_every_string_of_a_template_again() -> None:
    with translation.override("zh-hans"):
        page = Template(TEMPLATE).render(Context({"who": "", "many": 3}))
        greeting = Template(TEMPLATE).render(Context({"who": "«In a tag»", "many": 3}))
    for words in ("«Plain»", "«It is 100% done»", "«Open»", "«Dear , welcome.»", "«3 days»"):
        assert words in page
    assert "«Dear «In a tag», welcome.»" in greeting
    filter_in_use = TEMPLATE.replace('who == _("In a tag")', "not who")
    with translation.override("zh-hans"):
        assert "«In a filter»" in Template(filter_in_use).render(Context({"who": "", "many": 3}))


def test_an_update_keeps_what_was_translated_and_drops_what_is_not_said(locale: Path) -> None:
    catalogues.po_file("zh_Hans").write_text(
        'msgid "Plain"\nmsgstr "平"\n\nmsgid "Gone"\nmsgstr "去"\n', "utf-8"
    )
    said = _messages('_("Plain"); _("New")', template=False)
    assert catalogues.update("zh_Hans", said, with_gaps=True)
    text = catalogues.po_file("zh_Hans").read_text("utf-8")
    assert 'msgid "New"\nmsgstr ""\n\nmsgid "Plain"\nmsgstr "平"\n' in text
    assert "Gone" not in text
    assert not catalogues.update("zh_Hans", said, with_gaps=True)


def test_a_language_under_way_is_written_without_gaps(locale: Path) -> None:
    catalogues.update("zh_Hans", _messages('_("New")', template=False), with_gaps=False)
    assert "New" not in catalogues.po_file("zh_Hans").read_text("utf-8")


def test_two_translators_who_add_words_at_one_place_can_merge(locale: Path) -> None:
    base = 'msgid "A"\nmsgstr "甲"\n'
    for name, more in {
        "base": "",
        "one": '\nmsgid "B"\nmsgstr "乙"\n\nmsgid "C"\nmsgstr ""\n',
        "two": '\nmsgid "D"\nmsgstr "丁"\n\nmsgid "C"\nmsgstr "丙"\n',
    }.items():
        (locale / name).write_text(base + more, "utf-8")
    merged = subprocess.run(
        ["git", "merge-file", "-p", "--union", "one", "base", "two"],
        cwd=locale,
        capture_output=True,
        check=True,
    ).stdout
    catalogues.po_file("zh_Hans").write_bytes(merged)
    known = {key[1]: m.string for key, m in catalogues.translations("zh_Hans").items()}
    assert known == {"A": "甲", "B": "乙", "C": "丙", "D": "丁"}


@pytest.mark.parametrize(
    ("text", "kept", "left"),
    [
        ('msgid "A"\nmsgid "B"\nmsgstr "乙"\n', {"B": "乙"}, ['msgid "A"']),
        ('msgid "A"\nmsgctxt "x"\nmsgid "B"\nmsgstr "乙"\n', {"B": "乙"}, ['msgid "A"']),
        ('msgstr "甲"\nmsgid "B"\nmsgstr "乙"\n', {"B": "乙"}, ['msgstr "甲"']),
        ('msgid "A"\nmsgstr "甲"\nmsgstr "乙"\n', {"A": "甲"}, []),
        ('msgid "A"\nmsgstr "甲"\nmsgid "B"\nmsgstr "乙"', {"A": "甲", "B": "乙"}, []),
        ('msgid "A"\n<<<<<<< ours\n', {}, ['msgid "A"', "<<<<<<< ours"]),
        ('msgid ""\n"A "\n"B"\nmsgstr ""\n"甲"\n"乙"\n', {"A B": "甲乙"}, []),
    ],
)
def test_an_entry_torn_in_a_merge_is_left_out_and_named(
    locale: Path, text: str, kept: dict[str, str], left: list[str]
) -> None:
    catalogues.po_file("zh_Hans").write_text(text, "utf-8")
    known = {key[1]: m.string for key, m in catalogues.translations("zh_Hans").items()}
    assert (known, catalogues.torn("zh_Hans")) == (kept, left)


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("", "no translation"),
        ('msgid "%(n)s of %(all)s"\nmsgstr ""\n', "no translation"),
        ('#, fuzzy\nmsgid "%(n)s of %(all)s"\nmsgstr "%(all)s之%(n)s"\n', "no translation"),
        ('msgid "%(n)s of %(all)s"\nmsgstr "%(all)s之几"\n', "other placeholders"),
        ('msgid "%(n)s of %(all)s"\nmsgstr "%(all)s之%(n)s"\n', None),
    ],
)
def test_a_gap_is_named_with_its_reason(locale: Path, entry: str, why: str | None) -> None:
    catalogues.po_file("zh_Hans").write_text(entry, "utf-8")
    said = _messages('_("%(n)s of %(all)s")', template=False)
    assert [gap.why for gap in catalogues.gaps("zh_Hans", said)] == ([why] if why else [])


def test_compiling_is_done_once_and_again_after_a_change(locale: Path) -> None:
    source = catalogues.po_file("zh_Hans")
    source.write_text('msgid "Plain"\nmsgstr "平"\n', "utf-8")
    assert catalogues.compile_all() == ["zh_Hans"]
    assert catalogues.compile_all() == []
    compiled = source.with_suffix(".mo")
    spoken = gettext.GNUTranslations(io.BytesIO(compiled.read_bytes()))
    assert spoken.gettext("Plain") == "平"
    later = compiled.stat().st_mtime_ns + 1_000_000
    source.write_text('msgid "Plain"\nmsgstr "直"\n', "utf-8")
    os.utime(source, ns=(later, later))
    assert catalogues.compile_all() == ["zh_Hans"]


def test_the_check_fails_where_a_complete_language_has_a_gap(locale: Path) -> None:
    with pytest.raises(CommandError, match="not translated"):
        call_command("messages", "--check", stderr=io.StringIO())


def test_who_makes_a_catalogue_reads_it_too(locale: Path) -> None:
    before = trans_real.translation("zh-hans")
    catalogues.po_file("zh_Hans").write_text('msgid "Plain"\nmsgstr "平"\n', "utf-8")
    assert catalogues.compile_all() == ["zh_Hans"]
    assert trans_real.translation("zh-hans") is not before
