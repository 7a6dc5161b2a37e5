"""The laws that can be read off the code itself: one row per law, with samples that break it.

`rooms` are the folders or modules a law holds in; `except_in` names a place that may, and why.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from concierge.places import ROOT

Find = Callable[[ast.AST], bool]

HOUSE = ("concierge", "frontend", "tickets", "accounts")
DOORS = (
    *("frontend", "tickets/api", "tickets/demo", "tickets/tasks.py"),
    *("tickets/management", "tickets/mail.py"),
)
DEEDS = ("tickets/actions",)
RULES = ("tickets/rules",)
TABLES = ("tickets/models", "accounts/models")


@dataclass(frozen=True)
class Law:
    """One law: where it holds, how a breach is recognised, and samples of both sides."""

    sentence: str
    rooms: tuple[str, ...]
    breaks: Find
    bad: tuple[str, ...]
    good: tuple[str, ...]
    except_in: dict[str, str] = field(default_factory=dict)

    def lines(self, source: str) -> list[int]:
        """The lines of a module that break this law."""
        found = (node for node in _nodes(source) if self.breaks(node))
        return sorted({getattr(node, "lineno", 0) for node in found})

    def breaches(self) -> list[str]:
        """Every place of the house that breaks this law, as `path:line`."""
        return [
            f"{name}:{line}"
            for path, name in modules(self.rooms)
            if not any(name.startswith(place) for place in self.except_in)
            for line in self.lines(path.read_text("utf-8"))
        ]


@cache
def _nodes(source: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(source)))


def modules(rooms: tuple[str, ...] = HOUSE) -> Iterator[tuple[Path, str]]:
    """Our modules in these rooms, except migrations, each with its name from the root."""
    for room in rooms:
        place = ROOT / room
        for path in [place] if place.suffix else sorted(place.rglob("*.py")):
            if path.exists() and "migrations" not in path.parts:
                yield path, path.relative_to(ROOT).as_posix()


# --- How a breach is recognised ----------------------------------------------------------------


def any_of(*finds: Find) -> Find:
    """One of several signs."""
    return lambda node: any(find(node) for find in finds)


def word(*words: str) -> Find:
    """A name, an attribute, or something imported under one of these words."""

    def find(node: ast.AST) -> bool:
        spoken = {
            ast.Name: lambda n: n.id,
            ast.Attribute: lambda n: n.attr,
            ast.alias: lambda n: n.name.rpartition(".")[2],
        }.get(type(node))
        return spoken is not None and spoken(node) in words

    return find


def member(owner: str, *names: str) -> Find:
    """`owner.name`, or `from owner import name`."""

    def find(node: ast.AST) -> bool:
        if isinstance(node, ast.Attribute):
            return node.attr in names and ast.unparse(node.value).split(".")[-1] == owner
        if isinstance(node, ast.ImportFrom):
            room = (node.module or "").split(".")[-1]
            return room == owner and any(alias.name in names for alias in node.names)
        return False

    return find


def called(*names: str, only: Callable[[ast.Call], bool] = lambda _: True) -> Find:
    """A call of a function or method of this name."""

    def find(node: ast.AST) -> bool:
        if not isinstance(node, ast.Call):
            return False
        last = getattr(node.func, "attr", getattr(node.func, "id", ""))
        return last in names and only(node)

    return find


def keyword(*names: str) -> Find:
    """An argument of this name in any call."""
    return lambda node: isinstance(node, ast.keyword) and node.arg in names


def import_of(*modules: str) -> Find:
    """An import of one of these modules, or of something in it."""

    def find(node: ast.AST) -> bool:
        if isinstance(node, ast.ImportFrom):
            named = {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            named = {alias.name for alias in node.names}
        else:
            return False
        return any(name == m or name.startswith(f"{m}.") for name in named for m in modules)

    return find


def text(*texts: str) -> Find:
    """A string literal that is one of these."""
    return lambda node: isinstance(node, ast.Constant) and node.value in texts


def method(*names: str) -> Find:
    """A method of this name defined in a class."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return lambda node: (
        isinstance(node, ast.ClassDef)
        and any(isinstance(part, functions) and part.name in names for part in node.body)
    )


def _state_written(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "state" and isinstance(node.ctx, ast.Store)
    writes = called("update", "create", "setattr", "get_or_create", "update_or_create", "F")
    if not (isinstance(node, ast.Call) and writes(node)):
        return False
    return any(kw.arg == "state" for kw in node.keywords) or any(
        isinstance(arg, ast.Constant) and arg.value == "state" for arg in node.args
    )


def _said_unmarked(node: ast.AST) -> bool:
    """A sentence for a person that is a bare literal: in an error, a form, a column's name."""
    if isinstance(node, ast.keyword):
        asked = {"label", "help_text", "verbose_name", "verbose_name_plural", "empty_label"}
        return node.arg in asked and _sentence(node.value)
    says = called("Refused", "ValidationError", "add_error")
    if isinstance(node, ast.Call) and says(node):
        return any(_sentence(arg) for arg in node.args)
    notices = member("messages", "success", "error", "warning", "info")
    if isinstance(node, ast.Call) and notices(node.func):
        return any(_sentence(arg) for arg in node.args)
    return False


def _sentence(node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr):
        return True
    literal = node.value if isinstance(node, ast.Constant) else ""
    return isinstance(literal, str) and (" " in literal or literal[:1].isupper())


def _action_without_time_or_person(node: ast.AST) -> bool:
    """A public function of an action module whose `by` and `now` are not keyword-only."""
    if not isinstance(node, ast.Module):
        return False
    public = [f for f in node.body if isinstance(f, ast.FunctionDef) and f.name[0] != "_"]
    return any(not {"by", "now"} <= {arg.arg for arg in f.args.kwonlyargs} for f in public)


reads_the_clock = any_of(
    member("timezone", "now"),
    member("datetime", "now", "utcnow", "today"),
    member("dt", "now", "utcnow", "today"),
    member("date", "today"),
    member("time", "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "sleep"),
    member("functions", "Now", "TransactionNow"),
    keyword("auto_now", "auto_now_add"),
    called("localtime", "localdate", "now", only=lambda call: not call.args),
)


# --- The laws ----------------------------------------------------------------------------------

LAWS = (
    Law(
        "Doors never touch a manager: they read through access and write through actions",
        DOORS,
        any_of(
            word("objects", "_default_manager", "_base_manager"),
            word("get_object_or_404", "get_list_or_404", "ModelForm", "ModelSerializer"),
            called("save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"),
        ),
        bad=(
            "User.objects.all()",
            "type(u)._default_manager",
            "get_object_or_404(User, pk=1)",
            "ticket.save()",
        ),
        good=("access.ticket_for(user, number)", "endings.propose(t, c, by=u, now=n)"),
    ),
    Law(
        "Rules, tables, deeds, reports and access never read the clock",
        (*RULES, *TABLES, *DEEDS, "tickets/reports", "tickets/access", "tickets/transfer"),
        reads_the_clock,
        bad=(
            "timezone.now()",
            "from django.utils.timezone import now",
            "dt.datetime.now(dt.UTC)",
            "datetime.utcnow()",
            "dt.date.today()",
            "time.time()",
            "import datetime; datetime.date.today()",
            "from time import monotonic",
            "models.DateTimeField(auto_now_add=True)",
            "f(now=timezone.localdate())",
            "Now()\nfrom django.db.models.functions import Now",
        ),
        good=("f(now=now)", "timezone.localtime(now)", "now + dt.timedelta(days=1)", "a.now == 1"),
    ),
    Law(
        "A state is written only by deeds",
        HOUSE,
        _state_written,
        bad=(
            "ticket.state = 'closed'",
            "q.update(state=State.CLOSED)",
            "setattr(ticket, 'state', x)",
            "Ticket.objects.create(state=x)",
        ),
        good=("if ticket.state == 'closed': pass", "q.filter(state='closed')", "say(state=x)"),
        except_in={"tickets/actions": "where deeds live"},
    ),
    Law(
        "Nothing happens behind the reader's back: no signals",
        HOUSE,
        any_of(
            import_of("django.dispatch", "django.db.models.signals", "django.core.signals"),
            import_of("django.contrib.auth.signals", "allauth.account.signals", "celery.signals"),
            import_of("django.test.signals", "allauth.mfa.signals"),
        ),
        bad=(
            "from django.dispatch import receiver",
            "from django.db.models import signals",
            "import django.core.signals",
        ),
        good=("import signal", "from django.db import models"),
    ),
    Law(
        "Saving and deleting mean nothing more than saving and deleting",
        ("accounts", "tickets", "frontend"),
        method("save", "delete", "bulk_create", "bulk_update", "full_clean"),
        bad=(
            "class A(Model):\n  def save(self): pass",
            "class Q(QuerySet):\n  def delete(s): pass",
        ),
        good=("class A(Model):\n  def saved_by(self): pass",),
    ),
    Law(
        "No timer is kept in the broker: no eta, no countdown, no apply_async",
        HOUSE,
        any_of(keyword("eta", "countdown"), word("apply_async", "send_task")),
        bad=("t.apply_async(eta=x)", "t.signature(countdown=3)", "app.send_task('t')"),
        good=("sweep.delay()", "f(expires=10)"),
    ),
    Law(
        "Deeds, rules and tables never start a task or send a mail",
        (*RULES, *TABLES, *DEEDS, "tickets/reports", "tickets/access"),
        any_of(
            called("delay", "delay_on_commit", "send_mail", "urlopen"),
            import_of("celery", "smtplib", "requests", "urllib.request", "http.client"),
            import_of("django.core.mail", "django.http", "django.shortcuts"),
        ),
        bad=("sweep.delay()", "from django.core.mail import send_mail", "import smtplib"),
        good=("outbox.kick()", "from email.utils import make_msgid"),
    ),
    Law(
        "SQL is written by hand only in migrations, reports and where it is counted",
        HOUSE,
        any_of(
            called("raw", "RawSQL", "extra", "executemany"),
            called("execute", only=lambda call: "cursor" in ast.unparse(call.func)),
            called("cursor", only=lambda call: "connection" in ast.unparse(call.func)),
        ),
        bad=(
            "User.objects.raw('select 1')",
            "cursor.execute('select 1')",
            "with connection.cursor() as c: pass",
            "q.extra(where=['1=1'])",
        ),
        good=("q.filter(a=1)", "executor.execute(plan)"),
        except_in={
            "tickets/reports": "figures over many tickets are questions to the database",
            "tickets/models/crew.py": "asked for every request that is filed",
            "tickets/models/bulk.py": "thousands of rows at once, with no object for each",
            "tickets/models/database.py": "the database's clock and locks have no other name",
            "concierge": "the wiring talks to the server itself: locks, readiness, dumps",
        },
    ),
    Law(
        "Markup is never taken on trust",
        HOUSE,
        any_of(word("mark_safe"), called("SafeString", "SafeText")),
        bad=("mark_safe(x)", "SafeString(x)", "from django.utils.safestring import mark_safe"),
        good=("format_html('<b>{}</b>', x)", "def f() -> SafeString: pass"),
    ),
    Law(
        "No door is left open: no AllowAny, no exemption from forgery checks",
        HOUSE,
        word("AllowAny", "csrf_exempt", "login_not_required", "IsAuthenticatedOrReadOnly"),
        bad=("permission_classes = [AllowAny]", "@csrf_exempt\ndef f(r): pass"),
        good=("permission_classes = [IsAuthenticated]",),
    ),
    Law(
        "What may be read, filtered or sorted is listed, never «__all__»",
        HOUSE,
        text("__all__"),
        bad=("class Meta:\n  fields = '__all__'", "ordering_fields = ['__all__']"),
        good=("__all__ = ['a']", "fields = ['name']"),
    ),
    Law(
        "Every deed is told who does it and when: keyword-only `by` and `now`",
        DEEDS,
        _action_without_time_or_person,
        bad=("def claim(ticket, by, now): pass", "def claim(ticket, *, by): pass"),
        good=("def claim(ticket, *, by, now): pass", "def _lock(ticket): pass"),
        except_in={
            "tickets/actions/enclosures.py": "a part of deeds, which know who does them",
            "tickets/actions/outbox.py": "a part of deeds, which know who does them",
            "tickets/actions/clocks.py": "a part of deeds, which know who does them",
            "tickets/actions/serving.py": "a mail that left is nobody's deed: a worker notes it",
            "tickets/actions/overlays.py": "a part of deeds, which know who does them",
            "tickets/actions/reckoning.py": "arithmetic on a clock, for the deeds and the round",
            "tickets/actions/ladders.py": "the round of the house itself, which nobody does",
            "tickets/actions/rungs.py": "nobody does it: time passes",
            "tickets/actions/alarms.py": "nobody does it: time passes",
            "tickets/actions/hops.py": "a part of deeds, which know who does them",
            "tickets/actions/deliveries.py": "no person does it: a worker notes what it saw",
            "tickets/actions/printing.py": "no person does it: a worker notes what it made",
            "tickets/actions/heartbeats.py": "no person does it: the clock on the wall",
            "tickets/actions/seals.py": "no person does it: the clock on the wall",
            "tickets/actions/sessions.py": "no person does it: the clock on the wall",
        },
    ),
    Law(
        "What a person reads is marked for translation",
        HOUSE,
        _said_unmarked,
        bad=(
            "raise Refused(Because.STATE, 'gone', 'It is gone.')",
            "raise ValidationError('Too long')",
            "form.add_error('name', f'{n} is too long')",
            "CharField(label='Name')",
            "messages.success(request, 'Saved')",
        ),
        good=(
            "raise Refused(Because.STATE, 'gone', _('It is gone.'))",
            "raise ValidationError(_('Too long'), code='too_long')",
            "CharField(label=_('Name'))",
            "log.warning('a b')",
        ),
    ),
    Law(
        "The handbook is tested without a database",
        ("tests/rules",),
        any_of(
            word("django_db", "objects"),
            lambda node: isinstance(node, ast.arg) and node.arg == "db",
        ),
        bad=("@pytest.mark.django_db\ndef test_a(): pass", "def test_a(db): pass"),
        good=("def test_a(now): pass",),
        except_in={"tests/rules/test_chain.py": "facts must come back from jsonb as they went in"},
    ),
    Law(
        "Nothing is unpickled, evaluated or looked up by a name that came from outside",
        HOUSE,
        any_of(import_of("pickle", "marshal", "shelve"), called("eval", "exec", "__import__")),
        bad=("import pickle", "eval(x)"),
        good=("import json",),
    ),
)
