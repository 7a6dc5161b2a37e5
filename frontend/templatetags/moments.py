"""Moments and lengths of time in templates."""

import datetime as dt

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tickets.rules import moments

register = template.Library()


@register.simple_tag(name="moment")
def moment_tag(moment: dt.datetime | None) -> str:
    """`{% moment ticket.due_at %}`: day, time and zone, readable by machines too."""
    if moment is None:
        return "–"
    return _time(moment, moments.said(moment))


@register.simple_tag(name="short_moment")
def short_moment_tag(moment: dt.datetime | None) -> str:
    """Day and time in the reader's zone, for tables and timelines; the zone is in its title."""
    if moment is None:
        return "–"
    return _time(moment, f"{moments.day(moment)} {moments.clock_time(moment)}")


@register.simple_tag
def provisional(*, is_provisional: bool) -> str:
    """`{% provisional is_provisional=clock.is_provisional %}`: the mark beside a due moment."""
    if not is_provisional:
        return ""
    mark = '<span class="badge yellow" title="{}">{}</span>'
    return format_html(mark, moments.WHY_PROVISIONAL, moments.PROVISIONAL)


@register.filter
def working_length(span: dt.timedelta) -> str:
    """`{{ span|working_length }}`: in hours and minutes, for working time knows no days."""
    return moments.working_length(span)


@register.simple_tag(name="day")
def day_tag(moment: dt.datetime | dt.date | None) -> str:
    """The day alone."""
    return "–" if moment is None else moments.day(moment)


@register.filter(name="length_of_time")
def length(span: dt.timedelta) -> str:
    """`{{ span|length_of_time }}`."""
    return moments.length(span)


def _time(moment: dt.datetime, words: str) -> SafeString:
    machine = moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', machine, moments.said(moment), words
    )


@register.filter
def left_from(due_at: dt.datetime, now: dt.datetime) -> dt.timedelta:
    """`{{ clock.due_at|left_from:now }}`: the time left, negative when it is over."""
    return due_at - now
