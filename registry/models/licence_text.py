"""Licence texts as they were read, each once, and the cards of models."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from registry.licences.evidence import Match
from registry.models.hub_model import HubModel

MATCHES = [(match.value, match.value) for match in Match]


class LicenceText(models.Model):
    """One text, by the digest of the bytes that the Hub sent; any number of repositories may have it.

    ``content`` is the text in UTF-8, compressed by zlib. What it was recognised as holds for one version of the
    fingerprints, and is worked out anew for another.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveIntegerField()  # bytes that the Hub sent
    content = models.BinaryField()
    match = models.TextField(choices=MATCHES)
    keys = ArrayField(models.TextField(), default=list)  # of the licence it is; else of those nearest to it
    kinds = ArrayField(models.TextField(), default=list)  # agreement, use_policy, notice
    coverage = models.FloatField()  # share of the nearest document that the text has, 0 to 1
    added = ArrayField(models.TextField(), default=list)  # its words that the nearest document does not have
    added_words = models.PositiveIntegerField()
    missing_words = models.PositiveIntegerField()
    further_terms = models.BooleanField(default=False)  # the document stands whole in it, and more besides
    fingerprints_version = models.CharField(max_length=16)
    first_seen_at = models.DateTimeField()

    class Meta:
        db_table = "licence_text"
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="licence_text_digest_is_64_hex"
            ),
            models.CheckConstraint(
                condition=Q(match__in=[match.value for match in Match]), name="licence_text_match_is_a_match"
            ),
        ]

    def __str__(self) -> str:
        return f"{', '.join(self.keys) or 'a text'} ({self.match})"


class ModelCard(models.Model):
    """The README of a model at one revision, in UTF-8, compressed by zlib; what its header states is read anew."""

    model = models.OneToOneField(HubModel, on_delete=models.CASCADE, primary_key=True, related_name="card")
    revision = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()  # bytes that the Hub sent
    content = models.BinaryField()
    read_at = models.DateTimeField()

    class Meta:
        db_table = "model_card"
        constraints = [
            models.CheckConstraint(
                condition=Q(revision__regex="^[0-9a-f]{40}$"), name="model_card_revision_is_40_hex"
            ),
        ]

    def __str__(self) -> str:
        return f"the card of {self.model_id}"
