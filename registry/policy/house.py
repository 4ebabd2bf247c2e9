"""A team's rules of its own, on top of what licences say. They only ever make an outcome worse."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class House:
    """House rules; empty and false ones ask for nothing.

    Licences are keys, families the names of the knowledge's files (``llama``), publishers as the Hub writes them,
    in any case. Where anything is approved, whatever is not on the list needs a review; approval lifts no rule of
    a licence. Licences and families are one list: a licence is on it by its key or by its family. Both act on
    every layer of a stack; a publisher is that of the model itself.

    ``refuse_unknown_lineage``: a model that was made from one of which nothing is held, or nobody says how.
    ``refuse_pickle_only``: weights only in a format that can run code. ``maximum_age_days``: since the last
    commit. ``unknown_is_forbidden``: what cannot be told counts as forbidden.
    """

    deny_publishers: tuple[str, ...] = ()
    deny_licences: tuple[str, ...] = ()
    deny_families: tuple[str, ...] = ()
    approve_publishers: tuple[str, ...] = ()
    approve_licences: tuple[str, ...] = ()
    approve_families: tuple[str, ...] = ()
    refuse_gated: bool = False
    refuse_removed: bool = False
    refuse_unknown_lineage: bool = False
    refuse_pickle_only: bool = False
    maximum_age_days: int | None = None
    unknown_is_forbidden: bool = False


NO_RULES = House()
