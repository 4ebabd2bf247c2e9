"""The most memory that a model needs, in a few integers that one condition of a search is computed from."""

from django.db import models
from django.db.models import F, Q

from registry.hardware.weights import Precision
from registry.models.entry import Entry

# Beyond these no model lies, and a condition made of the numbers could exceed 64 bits.
MOST_WEIGHTS = 10**15  # bytes
MOST_TOKEN = 10**8  # bytes
MOST_CONSTANT = 10**15  # bytes
MOST_TOKENS = 2**31
WEIGHTS = tuple(precision.value for precision in Precision)  # a column for each, in bytes; None: not known


def _weights_or_none(name: str) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gt": 0, f"{name}__lte": MOST_WEIGHTS})


class EntryNeed(models.Model):
    """The part of a search row that says what fits; there is one only where that is known (`hardware.bounds`).

    Upper bounds of the whole model, in bytes, except those of one unit (``vllm_bytes``, ``llama_cpp_bytes``).
    Written with the entry, whose counters move daily while none of this does.
    """

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, db_column="id")
    as_published = models.BigIntegerField(null=True)
    bf16 = models.BigIntegerField(null=True)
    fp8 = models.BigIntegerField(null=True)
    q8_0 = models.BigIntegerField(null=True)
    q4_k_m = models.BigIntegerField(null=True)
    token_bytes = models.BigIntegerField()
    window_token_bytes = models.BigIntegerField()
    window_tokens = models.BigIntegerField()
    state_bytes = models.BigIntegerField()
    block_tokens = models.BigIntegerField()
    parted_heads = models.BigIntegerField()
    parts = models.BigIntegerField()
    layers = models.BigIntegerField()
    vllm_bytes = models.BigIntegerField()
    llama_cpp_bytes = models.BigIntegerField()
    context_length = models.BigIntegerField(null=True)  # the longest that the model takes; None: not stated

    class Meta:
        db_table = "entry_need"
        constraints = [
            models.CheckConstraint(
                condition=Q(*(_weights_or_none(name) for name in WEIGHTS)),
                name="entry_need_weights_are_bytes",
            ),
            models.CheckConstraint(
                condition=Q(
                    token_bytes__range=(0, MOST_TOKEN),
                    window_token_bytes__range=(0, MOST_TOKEN),
                    window_tokens__range=(0, MOST_TOKENS),
                    block_tokens__range=(1, MOST_TOKENS),
                    parted_heads__range=(0, MOST_TOKENS),
                    parts__range=(0, MOST_TOKENS),
                    layers__range=(1, MOST_TOKENS),
                    state_bytes__range=(0, MOST_CONSTANT),
                    vllm_bytes__range=(0, MOST_CONSTANT),
                    llama_cpp_bytes__range=(0, MOST_CONSTANT),
                ),
                name="entry_need_can_be_added_up",
            ),
        ]
        indexes = [
            # A small machine leaves out most models by their weights alone.
            models.Index(F("as_published"), name="entry_need_as_published"),
            models.Index(F("q4_k_m"), name="entry_need_q4_k_m"),
        ]

    def __str__(self) -> str:
        return f"what {self.entry_id} needs at most"
