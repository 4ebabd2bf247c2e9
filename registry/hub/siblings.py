"""What a repository's list of files tells: where licence texts lie, and in which formats the weights are."""

import re
from collections.abc import Collection

from registry.hub.reading import Fields, kind, one_line

MOST_FILES = 20_000  # of one repository that are looked at
MOST_LICENCE_FILES = 50
LONGEST_PATH = 300

# A path's last part that is a licence, a notice or a use policy by its name alone.
_LICENCE_NAME = re.compile(
    r"""(?: ^ (?: un)? licen[cs]e s? (?! [\s_-]? plate)
          | ^ (?: copying | copyright | notice | eula | terms ) (?: [\W_] | $ )
          | ^ (?: acceptable[\s_-]? )? us(?: e | age )[\s_-]?polic
          | licen[cs]e [^.]* $
          | licen[cs]e (?! [\s_-]? plate) .* \. (?: md | txt | pdf | rst | html? | docx? | rtf ) $
          | (?: agreement | terms[\s_-]of[\s_-](?: use | service ) | use[\s_-]polic(?: y | ies ) )
            .* \. (?: md | txt | pdf | rst | html? | docx? | rtf ) $
        )""",
    re.VERBOSE,
)
_MAY_BE_LICENCE = re.compile(r"licen[cs]e|copying|copyright|notice|polic|eula|terms|agreement").search
_CODE = ("py", "ipynb", "js", "ts", "c", "cc", "cpp", "h", "java", "go", "rs", "sh")
_SETTINGS = ("yaml", "yml", "toml", "lock", "csv", "parquet")
_MEDIA = ("jpg", "jpeg", "png", "gif", "webp", "svg", "mp3", "mp4", "wav")
_FORMATS = {
    "safetensors": "safetensors",
    "gguf": "gguf",
    "ggml": "ggml",
    "pt": "pickle",
    "pth": "pickle",
    "ckpt": "pickle",
    "pkl": "pickle",
    "pickle": "pickle",
    "joblib": "pickle",
    "bin": "pickle",
    "onnx": "onnx",
    "ort": "onnx",
    "h5": "keras",
    "keras": "keras",
    "pb": "tensorflow",
    "tflite": "tflite",
    "litertlm": "tflite",
    "task": "tflite",
    "msgpack": "flax",
    "mlmodel": "coreml",
    "mlpackage": "coreml",
    "mlmodelc": "coreml",
    "pte": "executorch",
    "nemo": "nemo",
    "npz": "numpy",
    "pdparams": "paddle",
    "engine": "tensorrt",
    "plan": "tensorrt",
    "ot": "rust",
}
_NEVER_LICENCE = frozenset({*_CODE, *_SETTINGS, *_MEDIA, *_FORMATS})
# What is loaded by running what is written in it: archives of NeMo hold such files.
_RUN_CODE = frozenset({"pickle", "nemo"})
# Endings that training runs use for other things too.
_AMBIGUOUS = frozenset({"bin", "pt", "pth", "pkl", "pickle", "mlmodel"})
_NOT_WEIGHTS = re.compile(r"^(?:training_args|optimizer|scheduler|scaler|rng_state|random_states|trainer)").match


def files(fields: Fields) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """Return the licence-like paths, nearest to the root first, and the weight formats, sorted.

    Both are None where no files were listed. At most `MOST_FILES` files are looked at; about 0.2 µs for each.
    """
    listed = fields.members.get("siblings")
    if listed is None:
        return None, None
    if not isinstance(listed, list):
        fields.note("siblings", f"is {kind(listed)}, not a list")
        return None, None
    if len(listed) > MOST_FILES:
        fields.note("siblings", f"lists more than {MOST_FILES} files; the rest was not looked at")
    paths = _paths(fields, listed[:MOST_FILES])
    return _licences(fields, paths), _formats(paths)


def pickle_only(formats: Collection[str] | None) -> bool | None:
    """Tell whether weights are there only in formats that can run code; None where no files were listed."""
    if formats is None:
        return None
    return bool(formats) and _RUN_CODE.issuperset(formats)


def _paths(fields: Fields, listed: list[object]) -> list[str]:
    named = [item.get("rfilename") for item in listed if isinstance(item, dict)]
    paths = [path for path in named if isinstance(path, str)]
    if len(paths) < len(listed):
        fields.note("siblings", "holds a file without a name")
    return paths


def _formats(paths: list[str]) -> tuple[str, ...]:
    endings = {path.rpartition(".")[2].lower() for path in paths if "." in path}
    found = {_FORMATS[ending] for ending in endings - _AMBIGUOUS if ending in _FORMATS}
    if endings & _AMBIGUOUS:
        found.update(_format_by_name(path.lower()) for path in paths)
    if any(".mlpackage/" in path or ".mlmodelc/" in path for path in paths):
        found.add("coreml")
    return tuple(sorted(found - {""}))


def _format_by_name(low: str) -> str:
    """The format of one file whose ending alone does not tell; empty for what is no weights."""
    name, dot, ending = low.rpartition("/")[2].rpartition(".")
    if not dot or ending not in _AMBIGUOUS or _NOT_WEIGHTS(name):
        return ""
    if ending == "bin" and name.startswith(("ggml", "ggjt")):
        return "ggml"
    if ending == "bin" and name.startswith("openvino"):
        return "openvino"
    return _FORMATS[ending]


def _licences(fields: Fields, paths: list[str]) -> tuple[str, ...]:
    if not _MAY_BE_LICENCE("\n".join(paths).lower()):
        return ()
    found = {path for path in paths if _is_licence(path[-LONGEST_PATH:].lower()) and _fit(fields, path)}
    nearest = sorted(found, key=lambda path: (path.count("/"), path))
    if len(nearest) > MOST_LICENCE_FILES:
        fields.note("siblings", f"lists more than {MOST_LICENCE_FILES} licence-like files; cut")
    return tuple(nearest[:MOST_LICENCE_FILES])


def _is_licence(low: str) -> bool:
    name = low.rpartition("/")[2]
    return name.rpartition(".")[2] not in _NEVER_LICENCE and _LICENCE_NAME.search(name) is not None


def _fit(fields: Fields, path: str) -> bool:
    """Whether a path may be kept and asked for."""
    if len(path) > LONGEST_PATH or one_line(path) != path:
        fields.note("siblings", "holds a licence-like path too long or with unfit characters; left out")
    elif path[0] == "/" or ".." in path.split("/"):
        fields.note("siblings", "holds a licence-like path that leaves its repository; left out")
    else:
        return True
    return False
