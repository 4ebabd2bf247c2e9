"""The project's settings, pointed at the servers of this run before they are read."""

import os

from tests.servers import addresses

os.environ.update(addresses())

from config.settings import *  # noqa: F403 - all of the project's settings, and two other ones

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; no password here guards anything
# A busy machine may keep the cache waiting for longer than a reader would wait.
CACHES["default"]["OPTIONS"] = {"socket_connect_timeout": 20, "socket_timeout": 20}  # noqa: F405 - from above
# All tests come from one address; those about limits set their own.
API_RATE_PER_MINUTE = PAGE_RATE_PER_MINUTE = SIGN_IN_RATE_PER_MINUTE = 1_000_000
