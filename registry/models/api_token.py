"""Tokens of procurement tools, stored hashed."""

from django.db import models


class ApiToken(models.Model):
    """A named bearer token; only its SHA-256 is kept, and it is shown once."""

    name = models.TextField(unique=True)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_token"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(digest__regex="^[0-9a-f]{64}$"), name="api_token_is_stored_hashed"
            ),
        ]

    def __str__(self) -> str:
        return self.name
