"""The web server's entrance."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings

from config.env import BadSetting

if settings.SECRET_KEY == settings.SIGNS_NOTHING:
    raise BadSetting(
        "SECRET_KEY", "is not set: the web server signs sessions with it; give it 50 random characters"
    )
application = get_wsgi_application()
