"""Whatever somebody has as a list of models is read whole, or is refused with a reason: never in part."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.procurement.lists import MOST_LINES, BadList, Kind, ReadList, read_list
from registry.procurement.materials import Why

SHA = "56d4cbbb4d29f4355bab4b9a39ccb717a14ad5ad"


def _read(content: str | bytes | object) -> ReadList:
    given = content if isinstance(content, bytes) else content.encode() if isinstance(content, str) else None
    found = read_list(json.dumps(content).encode() if given is None else given)
    assert isinstance(found, ReadList), found
    return found


def _names(content: str | bytes | object) -> list[str]:
    return [one.text for one in _read(content).asked]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a/b\nc/d\r\n\r\n e/f \n", ["a/b", "c/d", "e/f"]),
        ("# our models\na/b  # the chat\nc/d#2\n", ["a/b", "c/d#2"]),
        ("- a/b\n* c/d\n• e/f\n1. g/h\n23) i/j\n", ["a/b", "c/d", "e/f", "g/h", "i/j"]),
        ("a/b, c/d; gpt2\te/f", ["a/b", "c/d", "gpt2", "e/f"]),
        (
            f"a/b=={SHA}\nc/d === {SHA}\ne/f @ {SHA}\ng/h@{SHA}\n",
            [f"{one}@{SHA}" for one in ["a/b", "c/d", "e/f", "g/h"]],
        ),
        ("  \"a/b\",\n  'c/d'\n`e/f`\n", ["a/b", "c/d", "e/f"]),
        (
            "pkg:huggingface/a/b@abc\nhttps://huggingface.co/c/d\n",
            ["pkg:huggingface/a/b@abc", "https://huggingface.co/c/d"],
        ),
        ('repo_id,licence\na/b,MIT\n"c/d","x, y"\n', ["a/b", "c/d"]),
        ("licence;Model\nMIT;a/b\n", ["a/b"]),
        ("model\na/b\n", ["a/b"]),
        ('["a/b", " c/d "]', ["a/b", "c/d"]),
        ("", []),
    ],
)
def test_a_list_of_lines_is_read(text: str, names: list[str]) -> None:
    assert _names(text) == names


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_windows_writes_is_read(encoding: str) -> None:
    assert _names("modèle/b\r\nc/d\r\n".encode(encoding)) == ["modèle/b", "c/d"]


def test_a_name_that_stands_twice_is_asked_once_and_counted() -> None:
    found = _read("a/b\nc/d\na/b\n")
    assert [(one.place, one.text) for one in found.asked] == [("1", "a/b"), ("2", "c/d")]
    assert found.repeated == 1


def test_lines_and_rows_without_a_name_are_told() -> None:
    found = _read("-r more.txt\n--pre\na/b\n")
    assert [(one.place, one.why) for one in found.passed_over] == [("1", Why.OPTION), ("2", Why.OPTION)]
    assert [(one.place, one.why) for one in _read("repo_id,licence\n,MIT\n,\na/b,x\n").passed_over] == [
        ("2", Why.NO_NAME)
    ]


def test_the_models_of_a_cyclonedx_bill_are_read_at_every_depth() -> None:
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.7",
        "metadata": {"component": {"type": "application", "name": "ours", "purl": "pkg:generic/ours@1"}},
        "components": [
            {"type": "machine-learning-model", "name": "b", "purl": f"pkg:huggingface/a/b@{SHA}"},
            {
                "type": "library",
                "name": "torch",
                "purl": "pkg:pypi/torch@2.1",
                "components": [{"type": "data", "name": "d", "purl": "PKG:HuggingFace/c/d"}],
            },
            {"type": "machine-learning-model", "name": "own\u202emodel"},
            {"type": "machine-learning-model", "name": "b", "purl": f"pkg:huggingface/a/b@{SHA}"},
        ],
    }
    found = _read(bill)
    assert found.kind is Kind.CYCLONEDX
    assert [(one.place, one.text) for one in found.asked] == [
        ("/components/0/purl", f"pkg:huggingface/a/b@{SHA}"),
        ("/components/1/components/0/purl", "PKG:HuggingFace/c/d"),
    ]
    assert [(one.place, one.text, one.why) for one in found.passed_over] == [
        ("/components/2", "own\N{REPLACEMENT CHARACTER}model", Why.MODEL_WITHOUT_NAME)
    ]
    assert (found.others, found.repeated) == (2, 1)


def test_the_models_of_a_bill_of_spdx_2_are_read() -> None:
    locator = {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl"}
    bill = {
        "spdxVersion": "SPDX-2.3",
        "packages": [
            {"name": "b", "externalRefs": [locator | {"referenceLocator": "pkg:huggingface/a/b"}]},
            {"name": "torch", "externalRefs": [locator | {"referenceLocator": "pkg:pypi/torch"}]},
            {"name": "nothing"},
        ],
    }
    found = _read(bill)
    assert [(one.place, one.text) for one in found.asked] == [
        ("/packages/0/externalRefs/0/referenceLocator", "pkg:huggingface/a/b")
    ]
    assert found.others == 2


def test_the_models_of_a_bill_of_spdx_3_are_read() -> None:
    bill = {
        "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
        "@graph": [
            {"type": "SpdxDocument"},
            {"type": "ai_AIPackage", "name": "b", "software_packageUrl": "pkg:huggingface/a/b"},
            {
                "type": "dataset_DatasetPackage",
                "externalIdentifier": [
                    {"externalIdentifierType": "packageUrl", "identifier": "pkg:huggingface/c/d"}
                ],
            },
            {"type": "ai_AIPackage", "name": "ours"},
        ],
    }
    found = _read(bill)
    assert [one.text for one in found.asked] == ["pkg:huggingface/a/b", "pkg:huggingface/c/d"]
    assert [one.text for one in found.passed_over] == ["ours"]


@pytest.mark.parametrize(
    ("bill", "pointers"),
    [
        ({"bomFormat": "CycloneDX", "components": {}}, ["/components"]),
        ({"bomFormat": "CycloneDX", "components": ["a/b"]}, ["/components/0"]),
        (
            {"bomFormat": "CycloneDX", "components": [{"purl": 7}, {"components": 1}]},
            ["/components/0/purl", "/components/1/components"],
        ),
        ({"bomFormat": "CycloneDX", "metadata": {"component": []}}, ["/metadata/component"]),
        ({"spdxVersion": "SPDX-2.3", "packages": [None]}, ["/packages/0"]),
        (
            {"spdxVersion": "SPDX-2.3", "packages": [{"externalRefs": [{"referenceType": "purl"}]}]},
            ["/packages/0/externalRefs/0/referenceLocator"],
        ),
        ({"@graph": 1}, ["/@graph"]),
        (["a/b", None, {}], ["/1", "/2"]),
    ],
)
def test_a_bill_that_is_not_made_as_its_format_says_is_refused_with_places(
    bill: object, pointers: list[str]
) -> None:
    found = read_list(json.dumps(bill).encode())
    assert isinstance(found, BadList)
    assert [one.pointer for one in found.parts] == pointers
    assert all(str(one.detail) for one in found.parts)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfea",
        b"a/\x80b",
        b"<bom/>",
        b"{",
        b"{}",
        b'{"a": NaN}',
        b"[" * 5000,
        b'{"a":' * 5000,
        b"a\n" * (MOST_LINES + 1),
    ],
)
def test_what_is_no_list_says_why(content: bytes) -> None:
    found = read_list(content)
    assert isinstance(found, BadList) or not found.asked or content.startswith(b"[")
    if isinstance(found, BadList):
        assert str(found.detail)


def test_the_deepest_bill_is_read_without_recursion() -> None:
    part: dict[str, object] = {"purl": "pkg:huggingface/a/b"}
    for _ in range(300):
        part = {"components": [part]}
    assert _names({"bomFormat": "CycloneDX", "components": [part]}) == ["pkg:huggingface/a/b"]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=8) | st.just("pkg:huggingface/a/b"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "components",
                    "metadata",
                    "component",
                    "purl",
                    "packages",
                    "externalRefs",
                    "type",
                    "name",
                    "@graph",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
_FORMAT = st.sampled_from([{"bomFormat": "CycloneDX"}, {"spdxVersion": "SPDX-2.3"}, {"@graph": []}, {}])


def _bill(parts: tuple[dict[str, Any], Any]) -> bytes:
    """A bill with these parts, or the JSON that is none."""
    form, value = parts
    return orjson.dumps({**form, **value} if isinstance(value, dict) else value)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=200)
    | st.text(alphabet="a/b \n,;\t=@#-\"'[]{}", max_size=80).map(str.encode)
    | st.tuples(_FORMAT, _JSON).map(_bill)
)
def test_anything_is_a_list_or_is_none(content: bytes) -> None:
    found = read_list(content)
    if isinstance(found, ReadList):
        assert all(one.text for one in found.asked) or found.kind is Kind.NAMES
        assert len({one.text for one in found.asked}) == len(found.asked)


@pytest.mark.parametrize("piece", [" ", "a ", "=", "#", "- ", '"', "@ ", ","])
def test_a_long_line_of_anything_is_read_in_time_that_grows_with_it(piece: str) -> None:
    found = read_list(b"x" + piece.encode() * 400_000 + b"y")  # minutes, if each place looked at all the others
    assert isinstance(found, ReadList)
