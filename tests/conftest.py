"""How property tests run: quickly and the same each time, or, with HYPOTHESIS_PROFILE=thorough, in search of
what nobody thought of."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# What a document costs varies with its size, so that neither a deadline nor a slow strategy is a fault.
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile(
    "quick", deadline=None, max_examples=60, derandomize=True, suppress_health_check=_SLOW
)
settings.register_profile("thorough", deadline=None, max_examples=1000, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
