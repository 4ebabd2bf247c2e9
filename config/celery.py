"""The workers' entrance; tasks are found in `registry.tasks`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("permis")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
