"""`manage.py messages`: collect what the house says, and see what translations are missing."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import to_locale

from concierge import catalogues

SOURCE_LANGUAGE = "en"


class Command(BaseCommand):
    """Bring the catalogues up to date, or only look."""

    help = "Bring frontend/locale/*/LC_MESSAGES/django.po up to date with code and templates."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two switches that do less than the whole."""
        only = parser.add_mutually_exclusive_group()
        only.add_argument(
            "--check", action="store_true", help="change nothing; say what is missing"
        )
        only.add_argument("--compile", action="store_true", help="make the .mo files, no more")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked; CommandError when --check finds a gap in a complete language."""
        if options["compile"]:
            self.stdout.write(f"compiled: {', '.join(catalogues.compile_all()) or 'nothing new'}")
        elif options["check"]:
            self._check()
        else:
            self._update()

    def _check(self) -> None:
        said = catalogues.said_by_the_house()
        gaps = [gap for language in _complete() for gap in catalogues.gaps(language, said)]
        for gap in gaps:
            self.stderr.write(str(gap))
        for language in catalogues.languages():
            self._name_torn(language)
        if gaps:
            raise CommandError(f"{len(gaps)} strings are not translated")
        self.stdout.write(f"{len(said)} strings, complete in {', '.join(_complete())}")

    def _update(self) -> None:
        said = catalogues.said_by_the_house()
        for language in catalogues.languages():
            self._name_torn(language)
            changed = catalogues.update(language, said, with_gaps=language in _complete())
            missing = len(catalogues.gaps(language, said))
            news = "updated" if changed else "as it was"
            self.stdout.write(f"{language}: {news}, {missing} of {len(said)} to translate")
        catalogues.compile_all()

    def _name_torn(self, language: str) -> None:
        for line in catalogues.torn(language):
            self.stderr.write(f"{language}: torn in a merge: {line}")


def _complete() -> list[str]:
    return [to_locale(code) for code in settings.COMPLETE_LANGUAGES if code != SOURCE_LANGUAGE]
