"""The one Django application."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Registers the tables, commands and tasks of Permis."""

    name = "registry"
    verbose_name = "Permis"
    default_auto_field = "django.db.models.BigAutoField"
