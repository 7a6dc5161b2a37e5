"""Moments and countries in templates."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import translation

from frontend.components import countries

NINE_UTC = dt.datetime(2026, 11, 10, 9, 0, tzinfo=dt.UTC)


def test_templates_say_moments_for_people_and_machines() -> None:
    page = Template("{% load moments %}{% short_moment at %}|{% moment nothing %}")
    with translation.override("en"):
        html = page.render(Context({"at": NINE_UTC, "nothing": None}))
    assert 'datetime="2026-11-10T09:00:00Z"' in html
    assert ">Tue 10 Nov 2026 17:00</time>" in html
    assert html.endswith("|–")


@pytest.mark.parametrize(
    ("language", "code", "name"),
    [
        ("zh-hans", "DE", "德国"),
        ("en", "JP", "Japan"),
        ("zh-hans", "HK", "中国香港"),
        ("en", "QQ", "QQ"),
    ],
)
def test_countries_are_named_in_the_readers_language(language: str, code: str, name: str) -> None:
    with translation.override(language):
        assert countries.name_of(code) == name


def test_every_country_can_be_chosen_once() -> None:
    with translation.override("zh-hans"):
        codes = [code for code, _ in countries.choices()]
    assert len(codes) == len(set(codes)) > 200
    assert {"CN", "JP", "DE", "KR", "US"} <= set(codes)
