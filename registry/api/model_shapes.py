"""The shape of one model with everything that is held about it, and what comes of it in a context."""

from registry.api import shapes, verdict_shapes
from registry.api.measured_shapes import Measurement


class Model(shapes.EntryFacts, frozen=True, kw_only=True):
    """One model with everything that is held about it. What no source says is null; so is a list that none gave.

    `recorded_by`: whose record of the Hub the facts are, as of `as_of`; empty where they come from the Hub itself.
    `verdict` is null where no context was given.
    """

    verdict: verdict_shapes.Verdict | None
    hub_id: str | None
    purl: str
    evidence: tuple[shapes.Evidence, ...]
    determination: shapes.Determination
    stack: tuple[shapes.Layer, ...]
    lineage: shapes.Lineage
    card: shapes.Card | None
    former_names: tuple[shapes.FormerName, ...]
    private: bool
    disabled: bool
    licence_name: str | None
    licence_link: str | None
    gate_prompt: str | None
    licence_files: tuple[str, ...] | None
    weight_formats: tuple[str, ...] | None
    datasets: tuple[str, ...] | None
    architectures: tuple[str, ...] | None
    model_type: str | None
    quantisation: str | None
    elements_by_type: dict[str, int]
    unreadable: tuple[shapes.Unreadable, ...]
    as_of: shapes.Time
    recorded_by: tuple[shapes.Witness, ...]
    first_seen_at: shapes.Time
    changed_at: shapes.Time
    measurement: Measurement | None
