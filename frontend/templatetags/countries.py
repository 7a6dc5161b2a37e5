"""Country names in templates."""

from django import template

from frontend.components import countries

register = template.Library()


@register.filter
def country(code: str) -> str:
    """`{{ enterprise.nationality|country }}`: the country's name in the reader's language."""
    return countries.name_of(code)
