"""What the operator may set for the supervisor, and what is refused."""

from pathlib import Path

import pytest

from supervisor import wishes


@pytest.mark.parametrize("port", ["0", "65536", "-1", "8000.0", " 80", "http", "٣", "9" * 5000])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(wishes.BadWish, match=r"PORT is .*: use a number from 1 to 65535"):
        wishes.read({"PORT": port})


def test_what_is_not_set_or_empty_has_a_default() -> None:
    assert (wishes.read({}).host, wishes.read({}).port) == ("127.0.0.1", 8000)
    assert (wishes.read({"PERMIS_HOST": "", "PORT": ""}).host, wishes.read({"PORT": ""}).port) == (
        "127.0.0.1",
        8000,
    )


def test_secrets_in_files_are_read_now_and_their_files_not_named_to_the_children(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("hf_secret\n")
    read = wishes.read({"HF_TOKEN_FILE": str(tmp_path / "token"), "OTHER": "kept"})
    assert read.environment == {"HF_TOKEN": "hf_secret", "OTHER": "kept"}


def test_a_secret_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(wishes.BadWish, match="HF_TOKEN_FILE names a file that cannot be read"):
        wishes.read({"HF_TOKEN_FILE": str(tmp_path / "none")})
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(wishes.BadWish, match="cannot be read"):
        wishes.read({"SECRET_KEY_FILE": str(tmp_path / "binary")})


@pytest.mark.parametrize(
    ("given", "own_database", "own_broker"),
    [
        ({}, True, True),
        ({"DATABASE_URL": "postgresql://db/permis"}, False, True),
        ({"BROKER_URL": "redis://r/0"}, True, True),
        ({"BROKER_URL": "redis://r/0", "CACHE_URL": "redis://r/1"}, True, False),
    ],
)
def test_servers_that_are_given_are_not_started(
    given: dict[str, str], own_database: bool, own_broker: bool
) -> None:
    read = wishes.read(given)
    assert (read.own_database, read.own_broker) == (own_database, own_broker)


@pytest.mark.parametrize(
    ("host", "address", "reached_at"),
    [
        ("127.0.0.1", "http://localhost:80", "127.0.0.1"),
        ("0.0.0.0", "http://localhost:80", "127.0.0.1"),  # noqa: S104 - read, not bound
        ("::", "http://localhost:80", "::1"),
        ("::2", "http://[::2]:80", "::2"),
        ("models.example", "http://models.example:80", "models.example"),
    ],
)
def test_the_address_for_people_and_the_one_we_ask_ourselves(host: str, address: str, reached_at: str) -> None:
    read = wishes.read({"PERMIS_HOST": host, "PORT": "80"})
    assert (read.address, read.reached_at) == (address, reached_at)


@pytest.mark.parametrize(
    ("allowed", "name"),
    [
        ("", "localhost"),
        ("*", "localhost"),
        (".example.org", "example.org"),
        ("*, a.example,b.example", "a.example"),
    ],
)
def test_we_ask_the_web_server_by_a_name_it_answers_to(allowed: str, name: str) -> None:
    assert wishes.read({"PERMIS_ALLOWED_HOSTS": allowed}).name == name
