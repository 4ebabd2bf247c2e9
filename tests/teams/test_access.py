"""Tokens are shown once, kept as a hash, and end by their name."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from registry.models import ApiToken
from registry.teams.access import PREFIX, BadTokenName, create_token, revoke, verify
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def _run(*words: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("token", *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_a_token_opens_and_is_not_kept() -> None:
    token = create_token("tool", NOW)
    stored = ApiToken.objects.get()
    assert token.startswith(PREFIX)
    assert len(token) > len(PREFIX) + 40
    assert token not in repr(stored.__dict__)
    assert verify(token, NOW) == stored


@pytest.mark.parametrize("wrong", ["", PREFIX, PREFIX + "x", "x", PREFIX + "\x00", PREFIX + "\udcff"])
def test_nothing_else_opens(wrong: str) -> None:
    create_token("tool", NOW)
    assert verify(wrong, NOW) is None


def test_two_tokens_differ_and_cannot_share_a_name() -> None:
    assert create_token("one", NOW) != create_token("two", NOW)
    with pytest.raises(BadTokenName, match="already"):
        create_token("one", NOW)
    for name in ("", "x" * 101, "a\nb"):
        with pytest.raises(BadTokenName):
            create_token(name, NOW)
    assert ApiToken.objects.count() == 2


def test_a_token_ends_once() -> None:
    token = create_token("tool", NOW)
    assert revoke("tool", NOW)
    assert verify(token, NOW) is None
    assert not revoke("tool", NOW)
    assert not revoke("nobody", NOW)


def test_the_command_makes_lists_and_ends_tokens() -> None:
    token, said = _run("create", "tool")
    assert verify(token.strip(), NOW)
    assert "once" in said
    assert token.strip() not in said
    assert "tool: made" in _run("list")[0]
    _run("revoke", "tool")
    assert "revoked" in _run("list")[0]
    assert verify(token.strip(), NOW) is None


def test_the_command_says_what_it_cannot_do() -> None:
    _run("create", "tool")
    with pytest.raises(CommandError, match="already"):
        _run("create", "tool")
    with pytest.raises(CommandError, match="no working token"):
        _run("revoke", "nobody")
    with pytest.raises(CommandError):
        _run("create")
