"""Checks: what somebody asked of a list of models, and what was answered; kept as it was said."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from registry.models.api_token import ApiToken
from registry.models.hub_model import HubModel
from registry.policy.verdict import Outcome

OUTCOMES = [(outcome.value, outcome.value) for outcome in Outcome]


class Check(models.Model):
    """One check: its inputs, the versions it was made with, and what it comes to. Never changed.

    Whoever knows its ``public_id`` may read it. ``counts``: models by outcome. ``questions``: those still open,
    with how many models each is about. ``digest`` names the verdicts: the same for the same answers to the same
    list. ``passed_over``, ``others`` and ``repeated``: what of the list that was given is no name of a model.
    """

    public_id = models.CharField(max_length=32, unique=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)  # None: kept until somebody deletes it
    asker = models.ForeignKey(ApiToken, on_delete=models.SET_NULL, null=True, db_index=False)  # None: a stranger
    requested_by = models.TextField(default="")
    entity = models.TextField(default="")
    note = models.TextField(default="")
    context = models.JSONField()
    context_slug = models.TextField(null=True)  # noqa: DJ001 - None: it is no ready-made context
    knowledge_version = models.CharField(max_length=16)
    judge_version = models.PositiveIntegerField()
    number = models.PositiveIntegerField()  # of models
    counts = models.JSONField()
    questions = models.JSONField()
    settles = models.PositiveIntegerField()  # models that only wait for answers to these questions
    digest = models.CharField(max_length=64)
    list_kind = models.TextField()
    passed_over = models.JSONField(default=list)
    others = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "model_check"  # `check` alone is a word of SQL
        constraints = [
            models.CheckConstraint(condition=Q(public_id__regex="^[0-9a-f]{32}$"), name="check_id_is_128_bits"),
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="check_digest_is_64_hex"),
            models.CheckConstraint(condition=Q(number__gt=0), name="check_is_of_a_model"),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=F("asked_at")), name="check_ends_after_it_is_made"
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="check_expiring", condition=~Q(expires_at=None))]

    def __str__(self) -> str:
        return f"{self.number} models, {self.asked_at:%Y-%m-%d %H:%M}"


class Judgement(models.Model):
    """One verdict word for word, kept once however many models and checks it was given to."""

    digest = models.BinaryField(max_length=16, unique=True)
    outcome = models.TextField(choices=OUTCOMES)
    verdict = models.JSONField()  # as `policy.verdict_json.as_data` writes it, in all languages

    class Meta:
        db_table = "judgement"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=[one.value for one in Outcome]), name="judgement_outcome_is_an_outcome"
            ),
        ]

    def __str__(self) -> str:
        return self.outcome


class CheckResult(models.Model):
    """One model of a check. What the registry held of it then stands here; what it holds now may be another thing.

    ``position``: its place in the list that was given, from 0. ``also_asked``: further names of the list that
    meant the same model. ``model``, ``repo_id``, ``revision`` are None where no such model was held. ``origins``:
    where the layers come from, with the evidence: a `TracedStack` in JSON, compressed; None where nothing is.
    """

    check_made = models.ForeignKey(
        Check, on_delete=models.CASCADE, related_name="results", db_column="check_id", db_index=False
    )
    position = models.PositiveIntegerField()
    badness = models.PositiveSmallIntegerField()  # of the outcome: lists begin with the worst
    asked = models.TextField()
    also_asked = ArrayField(models.TextField(), default=list)
    model = models.ForeignKey(HubModel, on_delete=models.SET_NULL, null=True)
    repo_id = models.TextField(null=True)  # noqa: DJ001 - None: not held
    revision = models.CharField(max_length=40, null=True)  # noqa: DJ001 - None: not stated
    publisher = models.TextField(null=True)  # noqa: DJ001 - None: not stated
    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT)
    origins = models.BinaryField(null=True)

    class Meta:
        db_table = "check_result"
        constraints = [
            models.UniqueConstraint(fields=["check_made", "position"], name="check_result_place_is_taken_once"),
        ]
        indexes = [
            models.Index(F("check_made"), F("badness").desc(), F("position"), name="check_result_worst_first")
        ]

    def __str__(self) -> str:
        return self.asked
