"""Settles how many parameters a model has when several sources say so: the best one counts, all of them are shown.

Headers of safetensors files, then tensor infos of one GGUF set, then the Hub's count where nothing is packed, then
the configuration where its formula is proven. A name is evidence and never a count. The Hub counts all that is
stored, so where a proven formula gives the same or somewhat less, the formula tells the main model and the Hub's
count what is stored. Nothing is averaged.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from registry.hardware.architecture import Architecture
from registry.hardware.config_count import ConfigCount
from registry.hardware.counts import UNKNOWN, CountEvidence, CountFlag, Counts
from registry.hardware.parameters import ParameterFlag, Parameters, ParameterSource, sizes_in

_AGREE = 0.01
_FAR_BELOW = 0.65  # of the size in the name
_MOST_EXTRAS = 0.10  # of the main model: layers beside it
_MOST_TOWERS = 0.40  # of a main model that sees or hears


@dataclass(frozen=True, slots=True)
class Sources:
    """What each source says of one model; None: the source is not there or was not read."""

    name: str
    headers: Counts | None = None
    gguf: Counts | None = None
    listing: Parameters | None = None
    architecture: Architecture | None = None
    config: ConfigCount | None = None
    stated_total: int | None = None  # what an index claims for itself
    adapter: bool = False


def settle(sources: Sources) -> Counts:
    """Return the counts of the best source, with the evidence of all and flags for what does not agree."""
    found = _best(sources)
    flags = dict.fromkeys(found.flags)
    flags.update(dict.fromkeys(_doubts(sources, found)))
    evidence = tuple(_evidence(sources))
    if CountFlag.BELOW_NAME in flags and found.source is ParameterSource.HUB_TOTAL:
        found = replace(UNKNOWN, stored=found.stored)
    if sources.adapter:
        found = replace(found, total=None, active=None, active_without_embedding=None)
        flags[CountFlag.ADAPTER] = None
    return replace(found, flags=tuple(sorted(flags)), evidence=evidence)


def _best(sources: Sources) -> Counts:
    for counts in (sources.headers, sources.gguf):
        if counts is not None and counts.total is not None:
            return counts
    listed = _from_listing(sources)
    if listed is not None:
        return listed
    from_config = _from_config(sources, None)
    if from_config is not None:
        return from_config
    failed = next((counts for counts in (sources.headers, sources.gguf) if counts is not None), UNKNOWN)
    stored = sources.listing.stored if sources.listing else None
    return replace(failed, total=None, active=None, active_without_embedding=None, stored=failed.stored or stored)


def _from_listing(sources: Sources) -> Counts | None:
    listing = sources.listing
    if listing is None or listing.total is None:
        return None
    config, architecture = sources.config, sources.architecture
    if config is not None and config.total <= listing.total <= _most_stored(config, architecture):
        return _from_config(sources, listing.stored)
    active = config.active(architecture) if config and architecture else None
    if architecture is not None and architecture.experts is None and active is None:
        active = listing.total
    flags = [flag for ours, flag in _SAME_FLAGS.items() if ours in listing.flags]
    # Without the configuration nobody knows what else the files hold.
    holds_more = architecture is None or architecture.mtp_layers or architecture.multimodal or architecture.tied
    if holds_more and config is None:
        flags.append(CountFlag.EXTRAS_COUNTED)
    return Counts(listing.stored, listing.total, active, None, (), listing.source, tuple(flags), ())


def _most_stored(config: ConfigCount, architecture: Architecture | None) -> float:
    """The most that files of this main model hold: a tied table twice, towers, layers beside it."""
    tied = config.embedding if architecture is not None and architecture.tied else 0
    towers = architecture is not None and architecture.multimodal
    return (config.total + tied) * (1 + (_MOST_TOWERS if towers else _MOST_EXTRAS))


_SAME_FLAGS = {
    ParameterFlag.SCALES_COUNTED: CountFlag.EXTRAS_COUNTED,
    ParameterFlag.BELOW_NAME: CountFlag.BELOW_NAME,
    ParameterFlag.SOURCES_DISAGREE: CountFlag.SOURCES_DISAGREE,
}


def _from_config(sources: Sources, stored: int | None) -> Counts | None:
    config, architecture = sources.config, sources.architecture
    if config is None or architecture is None:
        return None
    flags = [CountFlag.ROUTER_BIASES_APART] if config.router_biases else []
    if architecture.multimodal:
        flags.append(CountFlag.TOWERS_APART)
    if stored is not None and stored != config.total:
        flags += _explained(sources, architecture)
    return Counts(
        stored=stored,
        total=config.total,
        active=config.active(architecture),
        active_without_embedding=config.active_without_embedding(architecture),
        extras=(),
        source=ParameterSource.CONFIG,
        flags=tuple(flags),
        evidence=(),
    )


def _explained(sources: Sources, architecture: Architecture) -> list[CountFlag]:
    """What the files hold beside the main model, as far as the configuration tells."""
    scales = sources.listing is not None and ParameterFlag.SCALES_COUNTED in sources.listing.flags
    told = (
        (CountFlag.MTP_LEFT_OUT, architecture.mtp_layers > 0),
        (CountFlag.TOWERS_APART, architecture.multimodal),
        (CountFlag.DUPLICATE_LEFT_OUT, architecture.tied is True),
        (CountFlag.SCALES_LEFT_OUT, scales),
    )
    return [flag for flag, holds in told if holds] or [CountFlag.SOURCES_DISAGREE]


def _doubts(sources: Sources, found: Counts) -> Iterator[CountFlag]:
    total = found.total
    if total is not None:
        config = sources.config
        if config is not None and abs(total - config.total) > _AGREE * config.total:
            yield CountFlag.SOURCES_DISAGREE
        sizes = sizes_in(sources.name)
        if sizes and total < _FAR_BELOW * sizes[0] and not sources.adapter:
            yield CountFlag.BELOW_NAME
    stored = found.stored
    stated = sources.stated_total
    if stated is not None and stored is not None and abs(stated - stored) > _AGREE * stored:
        yield CountFlag.STATED_TOTAL_WRONG
    if sources.listing is not None and ParameterFlag.PACKED in sources.listing.flags and total is None:
        yield CountFlag.PACKING_UNKNOWN
    if sources.listing is not None and ParameterFlag.BELOW_NAME in sources.listing.flags and total is None:
        yield CountFlag.BELOW_NAME


def _evidence(sources: Sources) -> Iterator[CountEvidence]:
    for counts in (sources.headers, sources.gguf):
        if counts is not None:
            yield from counts.evidence
    if sources.listing is not None and sources.listing.stored is not None:
        listing = sources.listing
        yield CountEvidence(listing.source, listing.total, listing.stored, "as the Hub lists it")
    if sources.config is not None:
        yield CountEvidence(ParameterSource.CONFIG, sources.config.total, None, "formula, language model alone")
    if sources.stated_total is not None:
        yield CountEvidence(ParameterSource.HUB_TOTAL, None, sources.stated_total, "what the index says of itself")
    for size in sizes_in(sources.name):
        yield CountEvidence(ParameterSource.NAME, size, None, "in the name")
