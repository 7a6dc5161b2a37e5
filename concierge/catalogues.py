"""Message catalogues without GNU gettext: what the house says, in English, and its translations.

English is the source language and needs no catalogue. `*.po` files are kept sorted and without
places or dates, so that two people who add words can merge; `*.mo` files are made, not kept.
"""

import io
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import reloader

from concierge import places

LOCALE = places.ROOT / "frontend" / "locale"
ROOMS = ("accounts", "concierge", "frontend", "tickets")
TEMPLATES = (".html", ".txt", ".xml")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdf]|\{\w*\}")
_TEXT = r'".*"\n(?:".*"\n)*'
ENTRY = re.compile(
    rf"(?:^\#.*\n)*(?:^msgctxt {_TEXT})?^msgid {_TEXT}(?:^msgid_plural {_TEXT})?"
    rf"(?:^msgstr(?:\[\d\])? {_TEXT})+",
    re.MULTILINE,
)
HEADER = """msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: {language}\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""  # Chinese, Japanese and Korean have one form

Key = tuple[str, str]  # context, singular


@dataclass(frozen=True)
class Gap:
    """One string that a language lacks or says with other placeholders."""

    language: str
    text: str
    why: str

    def __str__(self) -> str:
        return f"{self.language}: {self.why}: {self.text!r}"


def languages() -> list[str]:
    """The languages that have a catalogue, as folder names (`zh_Hans`)."""
    return sorted(folder.name for folder in LOCALE.iterdir() if folder.is_dir())


def po_file(language: str) -> Path:
    """Where the translations into this language are kept."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


# --- What the house says -----------------------------------------------------------------------


def said_by_the_house(root: Path = places.ROOT) -> dict[Key, Message]:
    """Every string of our Python code and templates that is marked for translation."""
    found: dict[Key, Message] = {}
    for path in sorted(path for room in ROOMS for path in (root / room).rglob("*")):
        if "migrations" in path.parts:
            continue
        if path.suffix == ".py":
            _add(found, said_by_python(path.read_text("utf-8")))
        elif path.suffix in TEMPLATES:
            _add(found, said_by_template(path.read_text("utf-8")))
    return found


def said_by_python(source: str) -> Iterator[Message]:
    """The strings that a module marks."""
    stream = io.BytesIO(source.encode())
    for _line, texts, _comments, context in extract("python", stream, KEYWORDS):
        yield Message(texts, context=context)


def said_by_template(source: str) -> Iterator[Message]:
    """The strings that a template marks, exactly as Django will look them up."""
    from django.utils.translation.template import templatize

    return said_by_python(f"({templatize(source)}\n)")  # brackets: its indents mean nothing


def _add(found: dict[Key, Message], messages: Iterable[Message]) -> None:
    for message in messages:
        kept = found.setdefault(_key(message), message)
        if message.pluralizable and not kept.pluralizable:
            found[_key(message)] = message


def _key(message: Message) -> Key:
    return message.context or "", _forms(message.id)[0]


def _forms(texts: object) -> list[str]:
    return [str(text) for text in texts] if isinstance(texts, list | tuple) else [str(texts)]


# --- What the translators said -----------------------------------------------------------------


def translations(language: str) -> dict[Key, Message]:
    """What the catalogue of a language says; of two entries for one string the filled one counts.

    Two entries appear where two people's work was merged line by line; an entry that was torn in
    such a merge is not read, so that its string counts as not translated.
    """
    kept: dict[Key, Message] = {}
    for entry in ENTRY.finditer(_text(language)):
        for message in read_po(io.StringIO(entry[0]), locale=language):
            if message.id and not _filled(kept.get(_key(message))):
                kept[_key(message)] = message
    return kept


def torn(language: str) -> list[str]:
    """The lines of a catalogue that belong to no whole entry."""
    rest = ENTRY.sub("", _text(language))
    return [line for line in rest.splitlines() if line.strip() and not line.startswith("#")]


def _text(language: str) -> str:
    path = po_file(language)
    return path.read_text("utf-8") + "\n" if path.exists() else ""


def _filled(message: Message | None) -> bool:
    return message is not None and not message.fuzzy and all(_forms(message.string))


def update(language: str, said: dict[Key, Message], *, with_gaps: bool) -> bool:
    """Rewrite a catalogue: the strings of the house, each once, sorted. True when it changed.

    `with_gaps` writes what is not translated yet as empty entries, to be filled before landing.
    """
    known = translations(language)
    catalogue = Catalog(locale=language)
    for key, message in said.items():
        old = known.get(key)
        fits = old is not None and old.pluralizable == message.pluralizable and _filled(old)
        if fits or with_gaps:
            string = old.string if old and fits else ""
            catalogue.add(message.id, string, context=message.context).flags.clear()
    return _write(po_file(language), HEADER.format(language=language), catalogue)


def _write(path: Path, header: str, catalogue: Catalog) -> bool:
    text = io.BytesIO()
    write_po(text, catalogue, width=-1, no_location=True, omit_header=True, sort_output=True)
    new = (header + text.getvalue().decode()).rstrip() + "\n"
    changed = not path.exists() or path.read_text("utf-8") != new
    path.write_text(new, "utf-8")
    return changed


def gaps(language: str, said: dict[Key, Message]) -> list[Gap]:
    """What this language lacks, and where its placeholders are not those of the source."""
    known = translations(language)
    return [gap for key, message in said.items() for gap in _gap(language, message, known.get(key))]


def _gap(language: str, message: Message, translated: Message | None) -> Iterator[Gap]:
    text = _forms(message.id)[-1]
    if translated is None or not _filled(translated):
        yield Gap(language, text, "no translation")
    elif message.pluralizable != translated.pluralizable:
        yield Gap(language, text, "one has a plural, the other has none")
    elif any(_placeholders(form) != _placeholders(text) for form in _forms(translated.string)):
        yield Gap(language, text, "other placeholders")


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text.replace("%%", "")))


# --- What Django reads -------------------------------------------------------------------------


def compile_all() -> list[str]:
    """Make the .mo file of every catalogue that changed; gives the languages made anew."""
    made = [language for language in languages() if _compile(language)]
    if made:  # this process may have read the old ones, or found none
        reloader.translation_file_changed(None, po_file(made[0]).with_suffix(".mo"))
    return made


def _compile(language: str) -> bool:
    source, target = po_file(language), po_file(language).with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return False
    catalogue = Catalog(locale=language)
    for message in translations(language).values():
        if _filled(message):
            catalogue.add(message.id, message.string, context=message.context)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as fresh:
        write_mo(fresh, catalogue)
    Path(fresh.name).chmod(0o644)
    os.replace(fresh.name, target)  # noqa: PTH105  # in one step, for processes that start now
    return True
