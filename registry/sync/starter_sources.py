"""Builds the starter catalogue from recorded facts of others: who said what, when, under which licence.

Rows come out in the shape of the Hub's listing, so that they are read by the one reader of the Hub's rows.
What no source says stays absent, and what the recordings made up (ids, commits, whole cards) is left out.
"""

import gzip
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry.catalogue.witnesses import WITNESSES
from registry.hub.records import HubRecord, parse

MOST_DOWNLOADED = 4_000

RADAR, LLMFIT, SEED = WITNESSES

_RADAR_AS_OF = "2026-08-22T00:00:00Z"
_SEED_AS_OF = "2026-05-12T00:00:00Z"  # undated facts take the day of the oldest recording that agrees with them
_LINES = ("deepseek-ai/", "meta-llama/", "Qwen/", "google/gemma", "mistralai/", "openai/gpt-oss")
_RADAR_MEMBERS = (
    *("id", "author", "createdAt", "lastModified", "downloads", "likes", "tags", "library_name", "pipeline_tag"),
    *("safetensors", "gguf"),
)

Row = dict[str, Any]


class BadSource(Exception):
    """A recording is missing or is not what it was; the message says which."""


@dataclass(frozen=True, slots=True)
class Starter:
    """The finished file, and how many of its models each source speaks of."""

    content: bytes  # gzip of one JSON object a line
    models: int
    by_source: Mapping[str, int]


def build(folder: Path) -> Starter:
    """Join the recordings in ``folder``. The same recordings give the same bytes. Raises `BadSource`."""
    radar = {row["id"]: row for row in _from_radar(folder / "hub" / "models_2026-08-22.jsonl.gz")}
    llmfit = {row["id"]: row for row in _from_llmfit(folder / "hub" / "exact_parameters_llmfit_2026-05.jsonl.gz")}
    seed = {row["id"]: row for row in _from_seed(folder)}
    known = {
        repo_id: _joined(repo_id, seed, radar, llmfit) for repo_id in radar.keys() | llmfit.keys() | seed.keys()
    }
    popular = sorted(radar.values(), key=lambda row: (-row["downloads"], row["id"]))[:MOST_DOWNLOADED]
    lines = (repo_id for repo_id in known if repo_id.startswith(_LINES))
    wanted = _with_ancestors({*(row["id"] for row in popular), *llmfit, *seed, *lines}, known)
    rows = sorted((known[repo_id] for repo_id in wanted), key=lambda row: (row["_as_of"], row["id"]))
    return Starter(
        content=_packed(rows),
        models=len(rows),
        by_source={name: sum(name in row["_source"] for row in rows) for name in (RADAR, LLMFIT, SEED)},
    )


def _from_radar(path: Path) -> Iterator[Row]:
    """Live models as recorded. Of cards it tells the name of a licence outside the Hub's list, and languages."""
    for recorded in _lines(path):
        if "_removed_at" in recorded:
            continue
        row = {member: recorded[member] for member in _RADAR_MEMBERS if recorded.get(member) not in (None, [], "")}
        for block in ("safetensors", "gguf"):
            if block in row:
                row[block] = {"total": row[block]["total"]}
        # It says "gated" and not how.
        row["gated"] = bool(recorded["gated"])
        if "/" in row["id"]:
            del row["author"]  # the namespace says it
        card = recorded.get("cardData") or {}
        if stated := {member: card[member] for member in ("license_name", "language") if card.get(member)}:
            row["cardData"] = stated
        yield row | {"_source": [RADAR], "_as_of": _RADAR_AS_OF}


def _from_llmfit(path: Path) -> Iterator[Row]:
    """Counts of parameters. Entries without downloads were never met on the Hub: their counts are rounded."""
    for recorded in _lines(path):
        if not recorded["hf_downloads"]:
            continue
        block = "gguf" if "gguf" in recorded["name"].lower() else "safetensors"
        row = {
            "id": recorded["name"],
            "downloads": recorded["hf_downloads"],
            block: {"total": recorded["parameters_raw"]},
        }
        if recorded["pipeline_tag"] != "unknown":
            row["pipeline_tag"] = recorded["pipeline_tag"]
        if recorded["hf_likes"]:
            row["likes"] = recorded["hf_likes"]
        yield row | {"_source": [LLMFIT], "_as_of": f"{recorded['_seen'][:10]}T00:00:00Z"}


def _from_seed(folder: Path) -> Iterator[Row]:
    """The systems that the project began with, as their pages stated them."""
    seed = json.loads(_content(folder / "truth" / "seed_systems.json"))
    for system in seed["models"]:
        yield _from_page(system["id"], system["hub"], system.get("parent"))
    for page in _lines(folder / "cards" / "hub_pages_transcribed.jsonl.gz"):
        if page["id"] == "deepseek-ai/Janus-Pro-1B" and "card_yaml" in page:
            card = page["card_yaml"]
            yield _from_page(page["id"], {"license": card["license"], "card": card, **card}, None)


def _from_page(repo_id: str, hub: Row, parent: str | None) -> Row:
    row: Row = {"id": repo_id, "_source": [SEED], "_as_of": _SEED_AS_OF}
    if "as_of" in hub:
        row["_as_of"] = f"{hub['as_of']}T00:00:00Z"
    renamed = {"downloads_30d": "downloads", "library": "library_name"}
    for member in (
        "gated",
        "pipeline_tag",
        "library",
        "library_name",
        "createdAt",
        "lastModified",
        "downloads_30d",
        "likes",
    ):
        if hub.get(member) is not None:
            row[renamed.get(member, member)] = hub[member]
    if hub.get("license"):
        row["tags"] = [f"license:{hub['license']}"]
    if "card" in hub:
        row["cardData"] = {member: hub["card"][member] for member in ("license", "license_name", "license_link")}
    if hub.get("safetensors_total_exact"):
        row["safetensors"] = {"total": hub["safetensors_total_exact"]}
    if parent:
        # Its maker's table names the parent and a text says how it was used, so the relation stays unstated.
        row["baseModels"] = {"models": [{"id": parent.split(" ")[0]}]}
    return row


def _joined(repo_id: str, *sources: Mapping[str, Row]) -> Row:
    """One row of all that is known: of a fact that several state, the most recent statement."""
    told = [source[repo_id] for source in sources if repo_id in source]
    newest_last = sorted(told, key=lambda row: (row["_as_of"], row["_source"] != [SEED]))
    joined: Row = {}
    for row in newest_last:
        joined |= row
    joined["_source"] = sorted(name for row in told for name in row["_source"])
    return joined


def _with_ancestors(wanted: set[str], known: Mapping[str, Row]) -> set[str]:
    """Add every ancestor that some row describes, and leave out what the reader of rows cannot read."""
    found: set[str] = set()
    waiting = wanted & known.keys()
    while waiting:
        repo_id = waiting.pop()
        record = parse(known[repo_id], needs_hub_id=False)
        if isinstance(record, HubRecord):
            found.add(repo_id)
            waiting |= {parent.repo_id for parent in record.parents} & known.keys() - found
    return found


def _packed(rows: Iterable[Row]) -> bytes:
    """Write rows as gzip without a time or a name in it, members in order."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, compresslevel=9, mtime=0) as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n")
    return packed.getvalue()


def _lines(path: Path) -> Iterator[Row]:
    for line in gzip.decompress(_content(path)).splitlines():
        yield json.loads(line)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadSource(f"{path.name} cannot be read: {error.strerror}") from error
