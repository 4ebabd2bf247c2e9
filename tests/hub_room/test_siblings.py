"""What the list of files tells."""

import time

import pytest

from tests.hub_room.rows import complaints, read


def _files(*paths: object) -> list[object]:
    return [{"rfilename": path} for path in paths]


@pytest.mark.parametrize(
    "path",
    [
        "LICENSE",
        "LICENCE",
        "license.txt",
        "LICENSE.md",
        "License.pdf",
        "LICENSE-MODEL",
        "LICENSE-CODE",
        "LICENSE.apache-2.0",
        "LICENSE_2.0",
        "MODEL_LICENSE",
        "UNLICENSE",
        "COPYING",
        "COPYING.LESSER",
        "COPYRIGHT",
        "NOTICE",
        "Notice.txt",
        "USE_POLICY.md",
        "USAGE_POLICY.txt",
        "ACCEPTABLE_USE_POLICY.md",
        "Llama-3-community-license.pdf",
        "Gemma_Terms_of_Use.html",
        "Tencent HunyuanVideo License Agreement.docx",
        "original/LICENSE",
        "a/b/c/LICENSE.txt",
        "licenses/THIRD-PARTY-LICENSES.txt",
    ],
)
def test_a_licence_is_known_by_its_name(path: str) -> None:
    assert read(siblings=_files("README.md", path)).licence_files == (path,)


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "config.json",
        "license.py",
        "license_plate_detector.pt",
        "license-plate.md",
        "licensed.safetensors",
        "noticeboard.txt",
        "policy.onnx",
        "terms.csv",
        "LICENSES/MIT.png",
        "copyingmachine.txt",
        "use_policy.ipynb",
    ],
)
def test_what_only_looks_like_one_is_none(path: str) -> None:
    assert read(siblings=_files(path)).licence_files == ()


@pytest.mark.parametrize(
    ("path", "formats"),
    [
        ("model-00001-of-00002.safetensors", ("safetensors",)),
        ("Model.Q4_K_M.GGUF", ("gguf",)),
        ("pytorch_model.bin", ("pickle",)),
        ("weights/best.pt", ("pickle",)),
        ("ggml-model-q4_0.bin", ("ggml",)),
        ("openvino_model.bin", ("openvino",)),
        ("onnx/model.onnx", ("onnx",)),
        ("flax_model.msgpack", ("flax",)),
        ("tf_model.h5", ("keras",)),
        ("coreml/M.mlpackage/Data/weight.dat", ("coreml",)),
        ("training_args.bin", ()),
        ("checkpoint-500/optimizer.pt", ()),
        ("tokenizer.json", ()),
        ("bin", ()),
    ],
)
def test_formats_are_known_by_their_ending(path: str, formats: tuple[str, ...]) -> None:
    assert read(siblings=_files(path)).weight_formats == formats


def test_the_nearest_licence_comes_first() -> None:
    record = read(siblings=_files("z/LICENSE", "a/b/LICENSE", "USE_POLICY.md", "LICENSE", "LICENSE"))
    assert record.licence_files == ("LICENSE", "USE_POLICY.md", "z/LICENSE", "a/b/LICENSE")


def test_no_list_and_an_empty_list_are_two_things() -> None:
    absent, empty = read(siblings=None), read(siblings=[])
    assert (absent.licence_files, absent.weight_formats) == (None, None)
    assert (empty.licence_files, empty.weight_formats) == ((), ())


@pytest.mark.parametrize("listed", ["LICENSE", {"LICENSE": 1}, 7, True])
def test_what_is_no_list_is_told(listed: object) -> None:
    record = read(siblings=listed)
    assert (record.licence_files, record.weight_formats) == (None, None)
    assert "siblings" in complaints(record)


@pytest.mark.parametrize("file", [{}, {"rfilename": None}, {"rfilename": 7}, "LICENSE", None, [], {"size": 1}])
def test_a_file_without_a_name_is_told_and_its_neighbours_are_read(file: object) -> None:
    record = read(siblings=[file, {"rfilename": "LICENSE"}])
    assert record.licence_files == ("LICENSE",)
    assert "siblings" in complaints(record)


@pytest.mark.parametrize(
    "path", ["../LICENSE", "/LICENSE", "a/../../LICENSE", "LICENSE\x00", "LICENSE\ud800", "n/" * 200 + "LICENSE"]
)
def test_a_path_that_may_not_be_asked_for_is_left_out_and_told(path: str) -> None:
    record = read(siblings=_files(path, "model.gguf"))
    assert (record.licence_files, record.weight_formats) == ((), ("gguf",))
    assert "siblings" in complaints(record)


def test_ten_thousand_files_are_looked_at_and_hostile_names_cost_nothing() -> None:
    hostile = "license" * 100_000 + ".mp"
    began = time.process_time()
    record = read(
        siblings=[*_files(*(f"shard-{n}.safetensors" for n in range(10_000))), *_files(hostile, "LICENSE")]
    )
    assert time.process_time() - began < 1  # some hundredths; seconds where names are searched anew at each start
    assert (record.licence_files, record.weight_formats) == (("LICENSE",), ("safetensors",))


def test_lists_are_bounded() -> None:
    record = read(siblings=_files(*(f"{n}/LICENSE" for n in range(25_000))))
    assert len(record.licence_files or ()) == 50
    assert "siblings" in complaints(record)
