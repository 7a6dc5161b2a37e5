"""Which track a request runs on, and what cannot be changed later."""

import pytest

from tickets.errors import Because, Refused
from tickets.rules.classification import (
    Classification,
    Nature,
    Track,
    Urgency,
    check_nature,
    track_of,
)


@pytest.mark.parametrize("nature", Nature)
def test_the_track_follows_from_requester_and_nature(nature: Nature) -> None:
    expected = {
        Nature.CONSULT: (Track.SERVICE, Track.INSTITUTION),
        Nature.ASSISTANCE: (Track.SERVICE, Track.INSTITUTION),
        Nature.COMPLAINT: (Track.COMPLAINT, None),
        Nature.SUGGESTION: (Track.SERVICE, Track.INSTITUTION),
        Nature.PRAISE: (Track.SERVICE, Track.INSTITUTION),
        Nature.NOTE: (None, Track.INSTITUTION),
    }[nature]
    for is_institution, track in enumerate(expected):
        if track is not None:
            assert track_of(nature, is_institution=bool(is_institution)) is track
            continue
        with pytest.raises(Refused) as refused:
            track_of(nature, is_institution=bool(is_institution))
        assert (refused.value.because, refused.value.field) == (Because.MISSING, "nature")


def test_the_nature_is_settled_by_acceptance() -> None:
    check_nature(Nature.CONSULT, Nature.COMPLAINT, ever_accepted=False)
    check_nature(Nature.CONSULT, Nature.CONSULT, ever_accepted=True)
    check_nature(None, Nature.CONSULT, ever_accepted=True)
    with pytest.raises(Refused, match="受理后") as refused:
        check_nature(Nature.COMPLAINT, Nature.CONSULT, ever_accepted=True)
    assert refused.value.because is Because.STATE


@pytest.mark.parametrize(
    ("category", "reason", "field"), [("", "x", "category"), ("T01", " ", "reason")]
)
def test_a_classification_says_what_and_why(category: str, reason: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        Classification(category, Urgency.URGENT, reason).validate()
    assert refused.value.field == field
    Classification("T01", Urgency.URGENT, "急需通关").validate()
