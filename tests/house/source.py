"""The product's own source, read as syntax."""

import ast
from functools import cache
from pathlib import Path

import grappe

ROOT = Path(grappe.__file__).parent


@cache
def modules() -> dict[str, ast.Module]:
    """Return every module by its path below the package, without migrations."""
    paths = sorted(p for p in ROOT.rglob("*.py") if "migrations" not in p.parts)
    return {str(p.relative_to(ROOT)): ast.parse(p.read_text()) for p in paths}


def lines(path: str) -> int:
    """Count the lines of a module."""
    return len((ROOT / path).read_text().splitlines())
