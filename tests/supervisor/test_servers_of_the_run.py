"""The servers that the other tests stand on."""

import pytest
from django.core.cache import cache
from django.db import connection


@pytest.mark.django_db
def test_the_database_is_a_real_postgresql_and_we_are_no_superuser() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, usesuper FROM pg_user WHERE usename = user"
        )
        version, superuser = cursor.fetchone()
    assert version >= 150000
    assert superuser is False


def test_the_cache_and_the_broker_are_a_real_valkey(servers: None) -> None:
    cache.set("greeting", "hello", 5)
    assert cache.get("greeting") == "hello"
