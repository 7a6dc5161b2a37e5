"""Finds words that a person would read but that nobody marked for translation."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, Token, TokenType

READ_ALOUD = (
    "alt",
    "title",
    "placeholder",
    "aria-label",
    "aria-description",
    "label",
    "hx-confirm",
)
UNREAD = {"script", "style", "svg", "code", "kbd"}
HIDING = {"blocktranslate", "blocktrans", "comment", "verbatim"}
TRANSLATING = {"translate", "trans"}
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[\U00020000-\U0003ffff]")
WORD = re.compile(rf"[A-Za-z]{{2,}}|{CJK.pattern}")
LITERAL = re.compile(r"""(?<!_\()(?P<quote>["'])(?P<words>(?:(?!(?P=quote)).)*)(?P=quote)""")
SENTENCE = re.compile(rf"^[A-Z][a-z]{{2,}}|{CJK.pattern}")


class Reader(HTMLParser):
    """Collects what a browser would show or read aloud, with its line."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes that are read, and tags whose inside is not."""
        self.unread += tag in UNREAD
        for name, value in attrs:
            pressed = name == "value" and ("type", "submit") in attrs
            if name in READ_ALOUD or pressed:
                self._keep(value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """As above, for tags without an inside."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Back to what is read."""
        self.unread -= tag in UNREAD

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        if not self.unread:
            self._keep(data)

    def _keep(self, text: str) -> None:
        if WORD.search(text):
            self.found.append((self.getpos()[0], " ".join(text.split())))


def unmarked_in_template(source: str, *, html: bool) -> list[tuple[int, str]]:
    """Line and text of every bare word and every bare literal in a tag."""
    tokens = Lexer(source).tokenize()
    plain = "".join(_shown(tokens))
    return _bare(plain, html=html) + [hit for token in tokens for hit in _literals(token)]


def _shown(tokens: list[Token]) -> Iterator[str]:
    hidden = ""
    for token in tokens:
        tag = token.split_contents()[0] if token.token_type is TokenType.BLOCK else ""
        if token.token_type is TokenType.TEXT:
            yield "\n" * token.contents.count("\n") if hidden else token.contents
        elif not hidden and tag in HIDING:
            hidden = f"end{tag}"
        elif tag == hidden:
            hidden = ""


def _bare(plain: str, *, html: bool) -> list[tuple[int, str]]:
    if not html:
        return [(n, line) for n, line in enumerate(plain.splitlines(), 1) if WORD.search(line)]
    reader = Reader()
    reader.feed(plain)
    reader.close()
    return reader.found


def _literals(token: Token) -> Iterator[tuple[int, str]]:
    if token.token_type not in {TokenType.BLOCK, TokenType.VAR}:
        return
    if token.contents.split(maxsplit=1)[0] in TRANSLATING:
        return
    for literal in LITERAL.finditer(token.contents):
        if SENTENCE.search(literal["words"]):
            yield token.lineno or 0, literal["words"]


def unmarked_in_python(source: str) -> list[int]:
    """Lines of string literals, docstrings aside, that hold Han, kana or hangul."""
    tree = ast.parse(source)
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if CJK.search(node.value) and id(node) not in said
    ]
