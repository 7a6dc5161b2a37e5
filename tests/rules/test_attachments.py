"""Files that come in: what is taken, what each trouble is called, what is left of a picture."""

import hashlib
import io
import zipfile

import pytest
from PIL import Image

from tests import samples
from tickets.errors import Refused
from tickets.rules import attachments, contents
from tickets.rules.attachments import KINDS, LARGEST, LONGEST_NAME, Trouble, Upload, cleaned_name
from tickets.rules.contents import examine

TAKEN = {
    "通关单.pdf": samples.pdf(),
    "只许打印.pdf": samples.pdf(only_print=True),
    "a.JPG": samples.photo(),
    "a.jpeg": samples.photo(),
    "a.png": samples.photo("PNG"),
    "a.webp": samples.photo("WEBP"),
    "函.docx": samples.document("docx"),
    "a.xlsx": samples.document("xlsx"),
    "a.pptx": samples.document("pptx"),
    "公文.ofd": samples.packed("OFD.xml", "Doc_0/Document.xml"),
    "旧函.doc": samples.compound("WordDocument"),
    "旧表.xls": samples.compound("Workbook"),
    "a.txt": "税务局 𠮷".encode("gb18030"),
    "b.txt": "招へい".encode("shift_jis"),
    "c.csv": "a,b\n1,2\n".encode("utf-16"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_of_a_kind_that_is_taken_is_kept(name: str) -> None:
    kept = examine(Upload(name, TAKEN[name]))
    assert kept.name == name
    assert kept.media_type == attachments.kind_of(name).media_type
    assert kept.sha256 == hashlib.sha256(kept.content).hexdigest()
    assert kept.received_sha256 == hashlib.sha256(TAKEN[name]).hexdigest()
    if not name.lower().endswith((".jpg", ".jpeg", ".png", ".webp")):
        assert kept.content == TAKEN[name], "nothing but pictures is written anew"


REFUSED = {
    "empty": ("a.pdf", b"", Trouble.EMPTY),
    "giant": ("a.pdf", b"%PDF-" + bytes(LARGEST), Trouble.TOO_LARGE),
    "page": ("a.html", b"<html>", Trouble.WRONG_KIND),
    "drawing that runs": ("a.svg", b"<svg/>", Trouble.WRONG_KIND),
    "no ending": ("passport", samples.photo(), Trouble.WRONG_KIND),
    "program": ("invoice.pdf.exe", b"MZ", Trouble.WRONG_KIND),
    "program before its ending": ("invoice.exe.pdf", samples.pdf(), Trouble.WRONG_KIND),
    "archive": ("a.zip", samples.packed("a.txt"), Trouble.WRONG_KIND),
    "page as pdf": ("a.pdf", b"<html><script>", Trouble.OTHER_CONTENT),
    "picture as pdf": ("a.pdf", samples.photo(), Trouble.OTHER_CONTENT),
    "pdf as picture": ("a.jpg", samples.pdf(), Trouble.OTHER_CONTENT),
    "png as jpg": ("a.jpg", samples.photo("PNG"), Trouble.OTHER_CONTENT),
    "sheet as letter": ("a.docx", samples.document("xlsx"), Trouble.OTHER_CONTENT),
    "text as letter": ("a.docx", b"hello", Trouble.OTHER_CONTENT),
    "letter as older letter": ("a.doc", samples.document("docx"), Trouble.OTHER_CONTENT),
    "bytes as text": ("a.txt", b"\x00\xff\x00\xff\x00", Trouble.OTHER_CONTENT),
    "half a pdf": ("a.pdf", samples.pdf()[:60], Trouble.DAMAGED),
    "half a picture": ("a.png", samples.photo("PNG")[:90], Trouble.DAMAGED),
    "half a heic": ("a.heic", samples.heic()[:200], Trouble.DAMAGED),
    "half a letter": ("a.docx", samples.document("docx")[:80], Trouble.DAMAGED),
    "half an older letter": ("a.doc", contents.COMPOUND_MARK + bytes(600), Trouble.DAMAGED),
    "locked": ("a.pdf", samples.pdf("secret"), Trouble.LOCKED),
    "locked older letter": (
        "a.doc",
        samples.compound("WordDocument", bytes(contents.FLAGS_AT) + b"\x00\x01"),
        Trouble.LOCKED,
    ),
    "locked letter": ("a.docx", samples.compound("EncryptedPackage"), Trouble.LOCKED),
    "older sheet as letter": ("a.doc", samples.compound("Workbook"), Trouble.OTHER_CONTENT),
    "older macros": ("a.doc", samples.compound("Macros"), Trouble.MACROS),
    "macros": (
        "a.docx",
        samples.packed("word/document.xml", "word/vbaProject.bin"),
        Trouble.MACROS,
    ),
    "a part outside": (
        "a.docx",
        samples.packed("word/document.xml", "../../etc/cron.d/x"),
        Trouble.OTHER_CONTENT,
    ),
    "many parts": (
        "a.docx",
        samples.packed("word/document.xml", *map(str, range(contents.MOST_PARTS))),
        Trouble.SWELLS,
    ),
    "secret name": ("机密★10年 方案.pdf", samples.pdf(), Trouble.SECRET),
    "secret text": ("a.txt", "绝密★长期".encode(), Trouble.SECRET),
}


@pytest.mark.parametrize("case", REFUSED)
def test_each_trouble_is_told_by_its_own_sentence_and_the_files_name(case: str) -> None:
    name, content, trouble = REFUSED[case]
    with pytest.raises(Refused) as refused:
        examine(Upload(name, content))
    assert (refused.value.code, refused.value.field) == (trouble.value, "attachments")
    assert cleaned_name(name) in str(refused.value)


def test_the_sentences_differ() -> None:
    assert len({str(trouble.label) for trouble in Trouble}) == len(Trouble)


def test_a_document_that_unpacks_to_more_than_a_machine_holds_is_not_opened() -> None:
    bomb = samples.packed("word/document.xml", content=bytes(contents.LARGEST_UNPACKED + 1))
    assert len(bomb) < 1_000_000
    with pytest.raises(Refused) as refused:
        examine(Upload("a.docx", bomb))
    assert refused.value.code == Trouble.SWELLS


def test_a_flood_of_pixels_is_not_decoded() -> None:
    written = io.BytesIO()
    Image.new("1", (8_000, 5_001)).save(written, "PNG")
    with pytest.raises(Refused) as refused:
        examine(Upload("a.png", written.getvalue()))
    assert refused.value.code == Trouble.TOO_WIDE


def test_a_locked_archive_is_told_as_locked() -> None:
    content = bytearray(samples.document("docx"))
    at = content.index(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1  # the flag in the list of parts that says: encrypted
        at = content.find(b"PK\x01\x02", at + 4)
    assert zipfile.ZipFile(io.BytesIO(bytes(content))).infolist()[0].flag_bits & 1
    with pytest.raises(Refused) as refused:
        examine(Upload("a.docx", bytes(content)))
    assert refused.value.code == Trouble.LOCKED


@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")]
)
def test_a_picture_forgets_where_it_was_taken_and_stays_the_right_side_up(
    kind: str, name: str
) -> None:
    kept = examine(Upload(name, samples.photo(kind)))
    with Image.open(io.BytesIO(kept.content)) as picture:
        assert dict(picture.getexif()) == {samples.ORIENTATION: 6}
        assert picture.size == (60, 40)
    assert b"Maker" not in kept.content


def test_a_telephones_picture_becomes_one_that_every_machine_opens() -> None:
    kept = examine(Upload("签证页.HEIC", samples.heic()))
    assert (kept.name, kept.media_type) == ("签证页.jpg", "image/jpeg")
    with Image.open(io.BytesIO(kept.content)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (60, 40), {})


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Users\me\护照.pdf", "护照.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("zero\u200bwidth.pdf", "zerowidth.pdf"),
        ("line\nbreak\0.pdf", "linebreak.pdf"),
        ("trailing.pdf. . ", "trailing.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ('a<b>"c".pdf', "a_b__c_.pdf"),
        ("ｶﾞ.pdf", "ｶﾞ.pdf"),
    ],
)
def test_a_name_is_one_that_every_system_can_keep(name: str, cleaned: str) -> None:
    assert cleaned_name(name) == cleaned


def test_a_long_name_keeps_its_ending() -> None:
    cleaned = cleaned_name("长" * 400 + ".docx")
    assert (len(cleaned), cleaned[-5:]) == (LONGEST_NAME, ".docx")


def test_every_kind_says_how_it_is_looked_into() -> None:
    assert {kind.shape for kind in KINDS.values()} == set(contents.LOOKS)
