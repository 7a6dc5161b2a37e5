"""By which words the requester of a ticket could be recognised; for what leaves to a unit."""

from accounts.models import Membership, User
from tickets.models import Ticket
from tickets.rules.identities import Identity, both_orders, identity


def identity_of(ticket: Ticket) -> Identity:
    """Names, addresses, codes and phones of the requester, its people, and whom it may be asked."""
    enterprise = ticket.enterprise
    there = Membership.objects.filter(enterprise=enterprise.pk).select_related("user")
    people = {one.user for one in there}
    names = (enterprise.name_zh, enterprise.name_en, enterprise.name_original)
    words = [enterprise.credit_code or "", ticket.contact_name]
    words += [word for person in people for word in _words_for(person)]
    phones = [ticket.contact_phone, *(person.phone for person in people)]
    return identity(names, words, phones)


def _words_for(person: User) -> tuple[str, ...]:
    return person.name, *both_orders(person.name_latin), person.email
