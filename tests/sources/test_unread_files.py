"""What is said of files that no reader knows."""

import hashlib
import sqlite3

import pytest

from sources import unread_files
from sources.record import Head
from sources.registry import read_head
from sources.unread_files import why_unread


def said(octets, path="phone/file.bin"):
    return why_unread(Head(path, len(octets), octets[:65536]))


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(50), "a picture, film or sound"),
        (b"\0\0\0\x18ftypmp42" + bytes(50), "a picture, film or sound"),
        (b"RIFF\0\0\0\0WEBPVP8 " + bytes(50), "a picture, film or sound"),
        (b"\x37\x7f\x06\x82" + bytes(100), "newest changes of the SQLite database"),
        (b"%PDF-1.7\n", "a document or program"),
        (b"EVF\x09\x0d\x0a\xff\0" + bytes(100), "a disk image"),
        (b"MZ\x90\0\x03\0\0\0" + bytes(100), "a program"),
        (bytes(4096), "nothing but zero bytes"),
        ("明天去银行\n".encode(), "a text in no layout"),
        (b"MZ and BM begin this text\n", "a text in no layout"),
        (b"BM is how this text begins\n", "a text in no layout"),
        (b'{"theme": "dark"}', "a JSON document"),
        (b"[" * 5000, "a JSON document"),
        (b"<?xml version='1.0'?><a/>", "an XML document"),
        (b"<!DOCTYPE html><html></html>", "a web page"),
        ("交易卡号,金额\n6222,5\n6222,7\n".encode(), "a table whose headings"),
        (b"PK\x03\x04" + bytes(26) + b"xl/workbook.xml" + bytes(50), "a workbook without a table"),
        (b"\xef\xbb\xbf", "nothing but blanks"),
        (b" \n\n", "nothing but blanks"),
    ],
)
def test_a_file_is_told_for_what_its_bytes_are(octets, words):
    """Each kind has its own sentence, so that a database among pictures is seen."""
    assert words in said(octets)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("MicroMsg/EnMicroMsg.db", "encrypted database"),
        ("Databases/msgstore.db.crypt14", "encrypted WhatsApp backup"),
        ("key.bin", "encrypted or packed"),
    ],
)
def test_random_bytes_are_told_as_encrypted_and_what_to_do(path, words):
    """Random bytes have no signature: what the name claims says what they most likely are."""
    sentence = said(b"".join(hashlib.sha256(bytes([n])).digest() for n in range(256)), path)
    assert words in sentence
    assert "decrypt" in sentence


def test_a_database_of_an_unknown_app_names_its_tables(tmp_path):
    """An investigator sees by the tables whether it is worth an export."""
    file = tmp_path / "app.db"
    with sqlite3.connect(file) as database:
        database.executescript("create table talk(a); create table friend(b);")
    database.close()
    assert "(friend, talk)" in why_unread(read_head(file, "app.db"))


def test_every_sentence_is_one_sentence():
    """Problems stand in a table cell: one line, no full stop at the end."""
    sentences = {sentence for _, sentence in unread_files._SIGNATURES} | {unread_files.UNKNOWN}
    assert all("\n" not in sentence and not sentence.endswith(".") for sentence in sentences)
