"""Whoosh for a command that ends soon: imported without the modules for HTTP that it never uses.

`whoosh.compat` takes `urlretrieve` from `urllib.request`, and that loads http, email, ssl, socket and dozens
more: the largest single item in the start of a search. Nothing in Whoosh calls it. So the command line runs
the module's unchanged code with an import statement of its own, which gives it a function that does the same
and loads `urllib.request` when it is called.

Only the process of a command does this. A program that imports `search` or `index_store` gets Whoosh as it
is: nothing global is replaced, neither `builtins.__import__` nor an entry of `sys.modules`.
"""

from __future__ import annotations

import builtins
import os
import sys
from importlib.util import find_spec, module_from_spec
from types import SimpleNamespace
from typing import Any

_NAME = "whoosh.compat"
_HEAVY = "urllib.request"


def import_whoosh() -> None:
    """Import `whoosh.compat` unless it is there already, or what it would load is.

    Also keeps NumPy, which is imported later, from starting threads for linear algebra: about a quarter of
    its start.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if _NAME in sys.modules or _HEAVY in sys.modules:
        return
    spec = find_spec(_NAME)  # imports the package `whoosh`
    if spec is None or spec.loader is None:
        return  # the ordinary import will say what is wrong
    module = module_from_spec(spec)
    # Functions and `import` look builtins up here; Python puts the ordinary ones in where there are none.
    vars(module)["__builtins__"] = {**vars(builtins), "__import__": _import}
    spec.loader.exec_module(module)
    vars(module)["__builtins__"] = vars(builtins)
    # Only now, complete, is it seen by others; it imports nothing of Whoosh's itself.
    vars(sys.modules["whoosh"])["compat"] = sys.modules.setdefault(_NAME, module)


def _import(name: str, *args: Any, **kwargs: Any) -> Any:
    if name == _HEAVY:
        return SimpleNamespace(urlretrieve=_urlretrieve)
    return builtins.__import__(name, *args, **kwargs)


def _urlretrieve(*args: Any, **kwargs: Any) -> Any:
    from urllib.request import urlretrieve

    return urlretrieve(*args, **kwargs)
