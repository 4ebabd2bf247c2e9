"""Real licence texts through the emulated Hub: what the cards of makers declare, and what their files say."""

from pathlib import Path

import pytest

from tests.hub import EmulatedHub
from tests.sync.looking import concluded, examine, walked

pytestmark = [pytest.mark.django_db, pytest.mark.shared]

DEEPSEEK = "LicenseRef-scancode-deepseek-la-1.0"
LLAMA = "LicenseRef-scancode-llama-3.1-license-2024"


@pytest.mark.parametrize(
    ("declared", "files", "status", "licence"),
    [
        (["mit"], {"LICENSE": "deepseek/DeepSeek-R1__LICENSE"}, "confirmed", "MIT"),
        (["llama3.1"], {"LICENSE": "meta/llama3_1__LICENSE"}, "confirmed", LLAMA),
        (["llama3"], {"LICENSE": "meta/llama3_1__LICENSE"}, "conflicting", None),
        (["apache-2.0"], {"LICENSE": "meta/llama3_1__LICENSE"}, "conflicting", None),
        (["apache-2.0"], {"USE_POLICY.md": "meta/llama3_1__USE_POLICY.md"}, "conflicting", None),
        (
            ["mit"],
            {"LICENSE-CODE": "deepseek/Janus__LICENSE-CODE", "LICENSE-MODEL": "deepseek/Janus__LICENSE-MODEL"},
            "conflicting",
            None,
        ),
        (["other"], {"LICENSE-MODEL": "deepseek/Janus__LICENSE-MODEL"}, "confirmed", DEEPSEEK),
        (["mit"], {"LICENSE": "makers/MoonshotAI+Kimi-K2/LICENSE"}, "conflicting", None),
        ([], {"LICENSE": "deepseek/DeepSeek-R1__LICENSE"}, "stated", "MIT"),
    ],
)
def test_what_the_files_say_beside_what_is_declared(
    empty_hub: EmulatedHub,
    shared: Path,
    declared: list[str],
    files: dict[str, str],
    status: str,
    licence: str | None,
) -> None:
    texts = {path: (shared / "data" / "licences" / name).read_bytes() for path, name in files.items()}
    tags = [f"license:{one}" for one in declared]
    empty_hub.data.create("org/model", files=texts, tags=tags, cardData={"license": declared} if declared else {})
    walked(empty_hub, "org/model")
    assert examine(empty_hub, "org/model").outcome == "done"
    assert concluded("org/model") == (status, licence)


def test_a_card_that_tells_of_ancestors_licences_is_no_conflict(empty_hub: EmulatedHub, shared: Path) -> None:
    card = (shared / "data/cards/deepseek_github/DeepSeek-R1__README.md").read_bytes()
    licence = (shared / "data/licences/deepseek/DeepSeek-R1__LICENSE").read_bytes()
    empty_hub.data.create("org/model", files={"README.md": card, "LICENSE": licence}, cardData={"license": "mit"})
    walked(empty_hub, "org/model")
    examine(empty_hub, "org/model")
    assert concluded("org/model") == ("confirmed", "MIT")
