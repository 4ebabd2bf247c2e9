"""What models conclude from their own evidence alone: a few hundred distinct values for millions of models."""

from django.db import models


class OwnLicence(models.Model):
    """A distinct `licences.lineage.Own`, before anything is taken from ancestors; named by its digest."""

    digest = models.BinaryField(max_length=16, unique=True)
    own = models.JSONField()

    class Meta:
        db_table = "own_licence"

    def __str__(self) -> str:
        return str(self.pk)
