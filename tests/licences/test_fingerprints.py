"""The fingerprints are whole, hold no text, and come out the same from the same texts."""

import zlib
from pathlib import Path

import msgspec
import pytest
from django.core.management import CommandError, call_command

from registry.licences import fingerprints as prints
from registry.licences import knowledge
from registry.licences.documents import DocumentKind
from registry.licences.evidence import Match
from registry.licences.fingerprint_sources import MAP, BadTexts, Source, find, read_map
from registry.licences.fingerprints import BadFingerprints, pack, titles_of, unpack
from registry.licences.guards import is_counted
from registry.licences.matching import recognise
from tests.licences.wombats import AGREEMENT, OTHER, POLICY, SHORT, SIBLING, TITLES

LICENCES = knowledge.load().licences
SHIPPED = prints.load()


def folder_of(path: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (path / name).write_text(text)
    return path


def test_the_shipped_fingerprints_are_of_licences_that_we_know() -> None:
    documents = SHIPPED.documents
    assert len(documents) > 100
    assert {key for one in documents for key in one.keys} <= LICENCES.keys()
    mapped = {(source.keys, source.kind) for source in read_map(MAP.read_text(), LICENCES)}
    assert {(one.keys, one.kind) for one in documents} == {(tuple(sorted(keys)), kind) for keys, kind in mapped}
    assert len({one.digest for one in documents}) == len(documents)


def test_the_shipped_file_is_small_and_holds_no_text() -> None:
    content = prints.FILE.read_bytes()
    assert len(content) < 3_000_000
    table = msgspec.msgpack.decode(zlib.decompress(content))
    assert table.keys() == {"format", "documents", "groups", "runs", "group_of"}
    for row in table["documents"]:
        assert row.keys() == {"keys", "kind", "words", "digest", "counted"}
        assert all(map(is_counted, row["counted"]))
        assert list(row["counted"]) == sorted(row["counted"])
    assert table["runs"][:8] < table["runs"][8:16] < table["runs"][-8:]  # in the order of hashes, not of the text


def test_what_is_packed_comes_back() -> None:
    texts = [(prints.describe(("One",), AGREEMENT, words), words) for words in (SHORT.split(), OTHER.split())]
    packed = pack(texts)
    assert pack(texts) == packed
    assert unpack(packed, TITLES).documents == tuple(document for document, _ in texts)
    assert unpack(packed, TITLES).version != unpack(pack(texts[:1]), TITLES).version


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"wombat",
        zlib.compress(b"wombat"),
        zlib.compress(msgspec.msgpack.encode({"format": 1})),
        prints.FILE.read_bytes()[:-9],
    ],
)
def test_a_damaged_file_is_refused(content: bytes) -> None:
    with pytest.raises(BadFingerprints):
        unpack(content, TITLES)


def test_a_file_of_another_format_is_refused() -> None:
    table = msgspec.msgpack.decode(zlib.decompress(pack([])))
    with pytest.raises(BadFingerprints, match="format 99"):
        unpack(zlib.compress(msgspec.msgpack.encode(table | {"format": 99})), TITLES)


def test_a_licence_may_be_called_by_its_names() -> None:
    titles = titles_of(knowledge.load())
    assert {"mit", "mit license"} <= set(titles["MIT"])
    assert "apache license 2.0" in titles["Apache-2.0"]
    assert all(title for names in titles.values() for title in names)


def test_printings_are_one_document_and_an_equal_text_is_kept_once(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, a=SHORT, b=f"Wombat!\n\n{SHORT}", c=SHORT.upper())
    found = find((Source(("W-1.0",), ("a", "b", "c", "d")),), (folder,))
    assert [text.path.name for text in found.texts] == ["a", "b"]
    assert found.absent == ("d",)
    both = unpack(found.packed, {})
    assert [recognise(text, both).match for text in (SHORT, f"Wombat!\n\n{SHORT}")] == [Match.EXACT, Match.EXACT]


NOTICED = SHORT.replace("Whoever", "Copyright (c) 2019 Jane Doe\n\nWhoever", 1)


def test_a_text_is_known_with_and_without_its_notices(tmp_path: Path) -> None:
    found = find((Source(("W-1.0",), ("a",)),), (folder_of(tmp_path, a=NOTICED),))
    assert (len(found.texts), len(found.documents)) == (1, 2)
    known = unpack(found.packed, {})
    assert recognise(NOTICED, known).match is Match.EXACT
    assert recognise(NOTICED.replace("Jane Doe", "Wombats, Inc."), known).match is Match.EXACT
    assert recognise(" ".join(NOTICED.split()), known).match is Match.EXACT
    assert not recognise(" ".join(NOTICED.replace("Jane Doe", "Nobody else").split()), known).accepted


@pytest.mark.parametrize("label", ["", "1. ", "(1) "])
def test_a_list_is_known_with_and_without_its_numbers(tmp_path: Path, label: str) -> None:
    text = "Wombats dig under what the keeper says:\n\n{}They rest on Monday.\n\n{}They eat at noon.\n\nThe end."
    numbered, bare = text.format("1. ", "2. "), text.format("* ", "* ")
    listed = text.format(label, label.replace("1", "2"))
    found = find((Source(("W-1.0",), ("a",), items=(2, 3)),), (folder_of(tmp_path, a=listed),))
    known = unpack(found.packed, {})
    assert [recognise(one, known).match for one in (numbered, bare)] == [Match.EXACT, Match.EXACT]
    assert not recognise(text.format("1. ", "3. "), known).accepted


def test_front_matter_of_a_reference_is_no_part_of_it(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, a=f"---\nkey: w\nnotes: nobody may read this\n---\n{SHORT}", b=SHORT)
    assert len(find((Source(("W-1.0",), ("a", "b")),), (folder,)).texts) == 1


def test_the_first_folder_comes_first(tmp_path: Path) -> None:
    for name, text in (("one", SHORT), ("two", SIBLING)):
        (tmp_path / name).mkdir()
        folder_of(tmp_path / name, a=text)
    found = find((Source(("W-1.0",), ("a",)),), (tmp_path / "two", tmp_path / "one"))
    assert [text.path.parent.name for text in found.texts] == ["two"]


@pytest.mark.parametrize(
    ("sources", "problem"),
    [
        ((Source(("A",), ("a",)), Source(("B",), ("same",))), "the same text under different keys"),
        ((Source(("A",), ("a",)), Source(("A",), ("same",), DocumentKind.USE_POLICY)), "the same text"),
        ((Source(("A",), ("short",)),), "too short"),
        ((Source(("A",), ("nowhere",)),), "none of the texts"),
    ],
)
def test_texts_that_cannot_be_told_apart_are_refused(
    tmp_path: Path, sources: tuple[Source, ...], problem: str
) -> None:
    folder = folder_of(tmp_path, a=SHORT, same=f"*{SHORT}*", short="Wombats dig deep.")
    with pytest.raises(BadTexts, match=problem):
        find(sources, (folder,))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("= =", "the map of texts"),
        ("[[text]]\nkeys = ['MIT']\nfiles = ['a']\nkind = 'poem'", "Invalid enum value"),
        ("[[text]]\nkeys = ['MIT']\nfiles = ['a']\ncolour = 'red'", "colour"),
        ("[[text]]\nkeys = []\nfiles = ['a']", "is missing"),
        ("[[text]]\nkeys = ['MIT']\nfiles = []", "is missing"),
        ("[[text]]\nkeys = ['No-1.0']\nfiles = ['a']", "is not described"),
    ],
)
def test_a_map_that_cannot_be_followed_is_refused(content: str, problem: str) -> None:
    with pytest.raises(BadTexts, match=problem):
        read_map(content, LICENCES)


def test_a_shared_document_may_have_several_keys(tmp_path: Path) -> None:
    sources = read_map("[[text]]\nkeys = ['MIT', 'ISC']\nkind = 'use_policy'\nfiles = ['a']", LICENCES)
    found = find(sources, (folder_of(tmp_path, a=POLICY),))
    assert recognise(POLICY, unpack(found.packed, {})).keys == ("ISC", "MIT")


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="none of the texts"):
        call_command("build_fingerprints", texts=[tmp_path], output=tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.shared
def test_the_shipped_fingerprints_are_what_the_command_makes(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = [tmp_path / name for name in ("one", "two")]
    for output in made:
        call_command("build_fingerprints", texts=[shared / "data" / "licences"], output=output)
    assert made[0].read_bytes() == made[1].read_bytes()
    built = {one.digest: one for one in unpack(made[0].read_bytes(), {}).documents}
    shipped = {one.digest: one for one in SHIPPED.documents}
    assert len(built) >= 90
    assert built == {digest: shipped.get(digest) for digest in built}
    told = capsys.readouterr().out.splitlines()
    assert told.count("not in these folders: scancode/gpl-2.0.LICENSE") == 2
    assert f" licences as {len(built)} documents in " in told[-1]
