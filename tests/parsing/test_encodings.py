from __future__ import annotations

import random

import pytest

from insourcing_assistant.parsing.encodings import decode, is_binary

ENGLISH = [
    "£3",
    "Price: £",
    "It saved £3 million.",
    "The “cost” was £2m – it’s café",
    "“In-house”—said… Beyoncé’s façade",
    "n°5 · ½ an hour, 10 m² at 5°C",
    "Señor Ñandú’s naïve coöperation",
    "• item one\n• item two",
]
RUSSIAN = "Совет решил вернуть услуги в собственное управление. Это сэкономило деньги и улучшило качество работы."
POLISH = "Rada postanowiła przywrócić usługi; zaoszczędziła pieniądze i poprawiła jakość. Wójt łączy siły."
JAPANESE = "市議会はサービスを内部に戻すことを決定しました。費用が削減されました。"


@pytest.mark.parametrize("text", ENGLISH)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_english_is_read_in_every_usual_encoding(text: str, encoding: str) -> None:
    content = text.encode(encoding, errors="ignore")
    assert decode(content) == content.decode(encoding)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (POLISH, "cp1250"), (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp")],
)
def test_another_script_is_detected(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_few_stray_bytes_do_not_spoil_a_text() -> None:
    content = "It saved £5 – “net”. ".encode() * 20 + b"The council\x92s \xa3 and \x81."
    expected = "It saved £5 – “net”. " * 20 + "The council’s £ and \ufffd."
    assert decode(content) == expected
    assert decode(b"<meta charset=utf-8>" + content, is_markup=True) == "<meta charset=utf-8>" + expected
    assert decode(b"<meta charset=latin1>" + content, is_markup=True) == "<meta charset=latin1>" + expected


def test_texts_in_two_encodings_put_together_are_both_read() -> None:
    assert decode("It saved £5.\n".encode() + "It cost £7.\n".encode("cp1252")) == "It saved £5.\nIt cost £7.\n"


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<?xml version="1.0" encoding="windows-1251"?>', "cp1251"),
        ('<meta charset="windows-1251">', "cp1251"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        ("<meta charset=iso-2022-jp>", "iso-2022-jp"),
    ],
)
def test_markup_is_read_as_it_declares(head: str, encoding: str) -> None:
    text = head + (JAPANESE if "jp" in encoding else "Да")
    assert decode(text.encode(encoding), is_markup=True) == text


@pytest.mark.parametrize("declared", ["iso-8859-1", "utf-16", "nonsense", "punycode", "us-ascii", "utf-8"])
def test_what_is_declared_wrongly_or_of_old_does_no_harm(declared: str) -> None:
    text = f"<meta charset={declared}>It’s £3"
    assert decode(text.encode("cp1252"), is_markup=True) == text
    assert decode(text.encode("utf-8"), is_markup=True) == text


def test_line_ends_become_newlines() -> None:
    assert decode(b"a\r\nb\rc\n") == "a\nb\nc\n"


@pytest.mark.parametrize(
    ("content", "binary"),
    [
        (random.Random(1).randbytes(5000), True),
        (b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff", True),
        (b"text \0\0\0\0 and zeros", True),
        ("héllo".encode("utf-16-le"), False),
        (JAPANESE.encode("shift_jis"), False),
        (JAPANESE.encode("iso-2022-jp"), False),
        ("é".encode("cp1252") * 50, False),
        (b"one page\x0canother\x1a", False),
    ],
)
def test_binary_data_are_told_from_text(content: bytes, binary: bool) -> None:
    assert is_binary(content) == binary
