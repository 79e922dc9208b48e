"""A source understood: who said what, when, where and in answer to what.

    parse(source) -> Transcript     the whole
    Parse(source)                   its stages one by one, for reports

The stages are in `pipeline`; what is named here is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .pipeline import Parse, parse

__all__ = ["Parse", "parse"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.pipeline"), name)
