"""The emulated Hub.

In tests: `with EmulatedHub() as hub: …`; by hand: `python -m tests.hub --data FILE.jsonl.gz --port 9000`.
"""

from pathlib import Path

from tests.hub.limits import FREE, PRO, UNLIMITED, Quota
from tests.hub.server import ELSEWHERE, HUB, EmulatedHub

# The project's own small set of invented models.
PAGES = Path(__file__).parent / "pages" / "models.jsonl"

__all__ = ["ELSEWHERE", "FREE", "HUB", "PAGES", "PRO", "UNLIMITED", "EmulatedHub", "Quota"]
