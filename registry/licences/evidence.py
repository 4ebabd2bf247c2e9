"""Evidence: what one source says about one model's licence."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Source(StrEnum):
    """Where a statement stands."""

    HUB_TAG = "hub_tag"
    CARD_LICENSE = "card_license"
    CARD_LICENSE_NAME = "card_license_name"
    CARD_LICENSE_LINK = "card_license_link"
    LICENCE_FILE = "licence_file"
    USE_POLICY_FILE = "use_policy_file"
    GATE_PROMPT = "gate_prompt"
    CARD_TEXT = "card_text"
    GGUF_HEADER = "gguf_header"
    BASE_MODEL = "base_model"
    CURATION = "curation"


class Component(StrEnum):
    """What of a model a licence covers."""

    WEIGHTS = "weights"
    CODE = "code"
    DATA = "data"
    DOCS = "docs"


class Match(StrEnum):
    """How near a text is to one that we know."""

    EXACT = "exact"
    SAME = "same"
    VARIANT = "variant"
    RELATED = "related"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement; ``licence`` is a key where the value names exactly one licence of ours."""

    source: Source
    component: Component
    value: str
    licence: str | None
    match: Match | None
    repo_id: str
    revision: str | None
    path: str | None
    sha256: str | None
    seen_at: datetime
    url: str
