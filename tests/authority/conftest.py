"""Nobody's own index or file of people has a part in these tests."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KAIKEN_INDEX", "KAIKEN_PEOPLE", "NO_COLOR", "KAIKEN_DEBUG"):
        monkeypatch.delenv(name, raising=False)
