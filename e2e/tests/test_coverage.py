"""Every operation that is built is called by some end-to-end test with boto3."""

import ast
import re
from pathlib import Path

from botocore import xform_name

from world.binary import ROOT

TESTS = Path(__file__).parent


def built() -> list[str]:
    table = (ROOT / "docs" / "compatibility.md").read_text()
    return re.findall(r"^\| (\w+) \| yes \|", table, re.MULTILINE)


def called() -> set[str]:
    """The methods that tests take of boto3's client, which they call `idp`, or of a paginator's."""
    names = set()
    for path in [*TESTS.glob("test_*.py"), *TESTS.parent.glob("world/*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and is_client(node.value):
                names.add(node.attr)
            elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "get_paginator":
                names |= {part.value for part in node.args if isinstance(part, ast.Constant)}
    return names


def is_client(node: ast.expr) -> bool:
    return getattr(node, "id", getattr(node, "attr", "")) == "idp"


def test_every_operation_that_is_built_is_called():
    operations = built()
    assert len(operations) > 50, "the table is read"
    seen = called()
    assert [name for name in operations if xform_name(name) not in seen] == []
