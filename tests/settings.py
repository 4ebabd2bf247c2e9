"""The project's settings, pointed at the servers of this run before they are read."""

import os

from tests.servers import addresses

os.environ.update(addresses())

from config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; no password here guards anything
