"""Measures what one model needs: reads its configuration and the headers of its weights at one revision.

Nothing of the weights themselves is read. What cannot be read is told and leaves its number unknown.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from registry.hardware import architecture as architectures
from registry.hardware import gguf_header, safetensors_header, weight_sets
from registry.hardware.architecture import Architecture
from registry.hardware.config_count import count_from_config
from registry.hardware.counting import Tally
from registry.hardware.counts import CountFlag, Counts
from registry.hardware.gguf_config import config_of
from registry.hardware.gguf_header import GgufHeader
from registry.hardware.measured import Measured, as_published, by_size, loaded_parameters, quantised
from registry.hardware.parameters import Parameters, ParameterSource
from registry.hardware.precedence import Sources, settle
from registry.hardware.quantisation import UNQUANTISED, Packing, Quantisation, read_quantisation
from registry.hardware.tensors import Unsound
from registry.hardware.weight_sets import File, SetKind, WeightSet
from registry.hardware.weights import Variant, Weights, of_components
from registry.hub.files import FileText, HubFiles
from registry.hub.headers import read_safetensors_header, read_until
from registry.hub.refusal import Refusal, Why

MOST_SHARDS = 400
_LARGEST_JSON = 20_000_000  # bytes; the index of a model of half a million tensors
_CONFIG, _SEPARATE = "config.json", "hf_quant_config.json"
_ADAPTER, _PIPELINE, _MODULES = "adapter_config.json", "model_index.json", "modules.json"


@dataclass(slots=True)
class _Reading:
    """One repository at one revision, and what could not be read of it."""

    files: HubFiles
    repo_id: str
    revision: str
    paths: frozenset[str]
    problems: list[str] = field(default_factory=list)

    def json(self, path: str) -> object:
        """Return what a JSON file says; None where it is not there or cannot be read."""
        if path not in self.paths:
            return None
        found = self.files.text(self.repo_id, self.revision, path, largest=_LARGEST_JSON)
        if not isinstance(found, FileText):
            self.tell(path, found.sentence, found)
            return None
        try:
            read: object = json.loads(found.text)
        except (ValueError, RecursionError):
            self.problems.append(f"{path} is not JSON.")
            return None
        return read

    def tell(self, path: str, sentence: str, refusal: Refusal | None = None) -> None:
        """Keep a reason. Raises `_Later` where the Hub could not be reached: all is to be asked again."""
        if refusal is not None and refusal.why is Why.NOT_REACHABLE:
            raise _Later(refusal)
        self.problems.append(f"{path}: {sentence}")


class _Later(Exception):
    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


def measure(repo_id: str, revision: str, files: HubFiles, listing: Parameters | None = None) -> Measured | Refusal:
    """Measure a model. ``listing`` is what the Hub's listing lets us claim.

    A refusal where the Hub cannot be reached or gives no list of files. Cost: one request for the list, up to five
    for configurations, and two for each shard.
    """
    listed = files.tree(repo_id, revision)
    if isinstance(listed, Refusal):
        return listed
    reading = _Reading(files, repo_id, revision, frozenset(file.path for file in listed))
    try:
        return _measured(reading, tuple(File(file.path, file.size) for file in listed), listing)
    except _Later as later:
        return later.refusal


def _measured(reading: _Reading, listed: tuple[File, ...], listing: Parameters | None) -> Measured:
    config = reading.json(_CONFIG)
    adapter = reading.json(_ADAPTER)
    architecture = None if config is None else architectures.read(config)
    quantisation = read_quantisation(config, reading.json(_SEPARATE)) if config is not None else UNQUANTISED
    sets = weight_sets.find(listed)
    index = reading.json(weight_sets.INDEX)
    index = index if isinstance(index, Mapping) else {}
    chosen = weight_sets.named_by(index, sets) or next(
        (one for one in sets if one.kind is SetKind.SAFETENSORS), None
    )
    tally, counted = _from_safetensors(reading, chosen, sets, listed, architecture, quantisation)
    of_gguf, architecture = _from_gguf(reading, sets, listed, architecture)
    counts = settle(
        Sources(
            name=reading.repo_id,
            headers=counted,
            gguf=of_gguf,
            listing=listing,
            architecture=architecture,
            config=count_from_config(config, architecture) if architecture else None,
            stated_total=weight_sets.stated_total(index),
            adapter=adapter is not None,
        )
    )
    read_whole = counted is not None and CountFlag.INCOMPLETE not in counted.flags
    published = _published(reading, chosen, tally if read_whole else None, sets, quantisation.packing)
    base = adapter.get("base_model_name_or_path") if isinstance(adapter, Mapping) else None
    return Measured(
        counts=counts,
        weights=_weights(published, sets, counts, tally, architecture),
        architecture=architecture,
        base=base if isinstance(base, str) and base else ("" if adapter is not None else None),
        problems=tuple(reading.problems),
    )


def _from_safetensors(
    reading: _Reading,
    chosen: WeightSet | None,
    sets: tuple[WeightSet, ...],
    listed: tuple[File, ...],
    architecture: Architecture | None,
    quantisation: Quantisation,
) -> tuple[Tally, Counts | None]:
    tally = Tally(architecture, quantisation, tower_parts=architecture is not None and architecture.multimodal)
    if chosen is None or chosen.kind is not SetKind.SAFETENSORS or _PIPELINE in reading.paths:
        return tally, None
    paths = list(chosen.files)
    if _MODULES in reading.paths:  # of sentence-transformers: dense parts stand in folders of their own
        paths += [path for one in sets if "_Dense/" in one.name for path in one.files]
    sizes = {file.path: file.size for file in listed}
    complete = chosen.complete and len(paths) <= MOST_SHARDS
    for path in paths[:MOST_SHARDS]:
        complete &= _add_header(reading, path, sizes.get(path), tally)
    note = f"headers of {len(paths)} files at {reading.revision[:12]}"
    return tally, tally.counts(ParameterSource.SAFETENSORS_HEADERS, note, complete=complete)


def _add_header(reading: _Reading, path: str, size: int | None, tally: Tally) -> bool:
    beginning = read_safetensors_header(reading.files, reading.repo_id, reading.revision, path)
    if isinstance(beginning, Refusal):
        reading.tell(path, beginning.sentence, beginning)
        return False
    header = safetensors_header.parse(
        beginning.content, size if beginning.file_size is None else beginning.file_size
    )
    if isinstance(header, Unsound):
        reading.tell(path, f"{header.reason}.")
        return False
    tally.add(header.tensors)
    return True


def _from_gguf(
    reading: _Reading, sets: tuple[WeightSet, ...], listed: tuple[File, ...], architecture: Architecture | None
) -> tuple[Counts | None, Architecture | None]:
    """Count the tensors of one set, the smallest that is there whole; its first file tells of the model where no
    configuration does.
    """
    whole = [one for one in sets if one.kind is SetKind.GGUF and one.complete and one.size is not None]
    chosen = min(whole, key=lambda one: (one.size or 0, one.name), default=None)
    if chosen is None:
        return None, architecture
    sizes = {file.path: file.size for file in listed}
    headers = [_gguf_header(reading, path, sizes.get(path)) for path in chosen.files[:MOST_SHARDS]]
    if architecture is None and headers[0] is not None:
        architecture = architectures.read(config_of(headers[0]))
    tally = Tally(architecture, UNQUANTISED)
    for header in headers:
        tally.add(header.tensors if header else ())
    complete = None not in headers and len(headers) == len(chosen.files)
    note = f"tensors of {chosen.name} at {reading.revision[:12]}"
    return tally.counts(ParameterSource.GGUF, note, complete=complete), architecture


def _gguf_header(reading: _Reading, path: str, size: int | None) -> GgufHeader | None:
    found: list[GgufHeader | Unsound] = []

    def enough(content: bytes, file_size: int | None) -> int | None:
        read = gguf_header.parse(content, size if file_size is None else file_size)
        if isinstance(read, gguf_header.NeedsMore):
            return read.at_least
        found.append(read)
        return None

    beginning = read_until(reading.files, reading.repo_id, reading.revision, path, enough)
    if isinstance(beginning, Refusal):
        reading.tell(path, beginning.sentence, beginning)
        return None
    header = found[-1]
    if isinstance(header, Unsound):
        reading.tell(path, f"{header.reason}.")
        return None
    return header


def _published(
    reading: _Reading,
    chosen: WeightSet | None,
    tally: Tally | None,
    sets: tuple[WeightSet, ...],
    packing: Packing,
) -> Variant | None:
    if _PIPELINE in reading.paths:
        folders: dict[str, WeightSet] = {}
        for one in sets:
            folder = one.name.rpartition("/")[0]
            if folder and one.kind is SetKind.SAFETENSORS:
                folders.setdefault(folder, one)
        parts = [part for one in folders.values() if (part := by_size(one)) is not None]
        return of_components(parts) if len(parts) == len(folders) else None
    if chosen is None:
        pickled = next((one for one in sets if one.kind is SetKind.PICKLE), None)
        return by_size(pickled) if pickled else None
    if tally is not None:
        return as_published(tally, chosen, packing)
    return by_size(chosen)


def _weights(
    published: Variant | None,
    sets: tuple[WeightSet, ...],
    counts: Counts,
    tally: Tally,
    architecture: Architecture | None,
) -> Weights:
    """Everything that can be loaded, and what an estimate of other precisions rests on."""
    variants = (*((published,) if published else ()), *quantised(sets))
    return Weights(variants, loaded_parameters(counts, architecture), tally.table_parameters)
