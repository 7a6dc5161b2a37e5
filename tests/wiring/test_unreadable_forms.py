"""A form that cannot be read is refused, also when it comes in parts."""

import pytest
from django.test import Client

BOUNDARY = "frontier"
KIND = f"multipart/form-data; boundary={BOUNDARY}"


def _form(text: bytes) -> bytes:
    lines = (b"--frontier", b'Content-Disposition: form-data; name="login"', b"", text)
    return b"\r\n".join((*lines, b"--frontier--", b""))


@pytest.mark.django_db
@pytest.mark.parametrize("text", [b"\xff\xfe", b"a\x00b", b"\xed\xa0\x80", b"\xc0\xaf"])
def test_parts_that_are_no_text_are_refused(text: bytes) -> None:
    answer = Client().post("/accounts/login/", _form(text), content_type=KIND)
    assert answer.status_code == 400


@pytest.mark.django_db
def test_parts_that_are_text_are_read() -> None:
    rare = "\U00020bb7\u4dae".encode()  # characters of GB 18030-2022 level 3
    answer = Client().post("/accounts/login/", _form(rare), content_type=KIND)
    assert answer.status_code != 400
