"""Settings are typed, may come from files, and nonsense stops the process with one sentence."""

from pathlib import Path

import pytest

from config import env


def test_a_value_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush\n")
    monkeypatch.setenv("X_FILE", str(secret))
    assert env.text("X") == "hush"
    monkeypatch.setenv("X", "loud")
    with pytest.raises(env.BadSetting, match="given twice"):
        env.text("X")
    monkeypatch.delenv("X")
    monkeypatch.setenv("X_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(env.BadSetting, match="cannot be read"):
        env.text("X")


@pytest.mark.parametrize(("given", "meant"), [("1", True), ("Yes", True), ("off", False), ("", True)])
def test_flags_are_read(given: str, meant: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", given)
    assert env.flag("X", default=True) is meant


@pytest.mark.parametrize(
    ("reader", "value", "words"),
    [
        (lambda: env.flag("X", default=True), "perhaps", "use true or false"),
        (lambda: env.token("X"), "hf_\u00e9", "no token has"),
        (lambda: env.token("X"), "hf_a b", "no token has"),
        (lambda: env.number("X", 1, low=1, high=9), "many", "use a whole number"),
        (lambda: env.number("X", 1, low=1, high=9), "10", "from 1 to 9"),
        (lambda: env.folder("X", Path("/x")), "here/there", "absolute path"),
        (lambda: env.url("X", "", schemes=("http", "https")), "ftp://host", "must begin with http:// or https://"),
        (lambda: env.url("X", "", schemes=("http",)), "http://[", "is not a URL"),
        (lambda: env.database("X", ""), "mysql://host/name", "must begin with postgresql://"),
        (lambda: env.database("X", ""), "postgresql://host:port/name", "port that is not a number"),
    ],
)
def test_nonsense_stops_the_process(
    reader: object, value: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("X", value)
    assert callable(reader)
    with pytest.raises(env.BadSetting, match="the setting X") as stopped:
        reader()
    assert words in str(stopped.value)


def test_a_database_url_names_its_parts() -> None:
    read = env.database("ABSENT", "postgresql://ada:p%40ss@db.example:5433/models?sslmode=require")
    assert read["USER"] == "ada"
    assert read["PASSWORD"] == "p@ss"
    assert (read["HOST"], read["PORT"], read["NAME"]) == ("db.example", "5433", "models")
    assert read["OPTIONS"] == {"sslmode": "require"}


def test_a_database_url_may_name_a_socket_folder() -> None:
    read = env.database("ABSENT", "postgresql://permis@/permis?host=%2Frun%2Fpermis")
    assert read["HOST"] == "/run/permis"
    assert read["OPTIONS"] == {}
