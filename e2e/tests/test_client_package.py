"""The browser client as a package: how large it is, what is in it, its types, and that the gateway serves the same."""

import gzip
import json
import re
import shutil
import subprocess
import tarfile

import pytest
import requests

from world.binary import ROOT
from world.pages import NODE_MODULES, SCRIPTS

PACKAGE = ROOT / "npm" / "client"
MOST_BYTES = 5120


def run(*command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder of an application that has installed the package from its tarball."""
    folder = tmp_path_factory.mktemp("application")
    made = json.loads(run("npm", "pack", "--json", f"--pack-destination={folder}", folder=PACKAGE))
    place = folder / "node_modules" / "@poolgate"
    place.mkdir(parents=True)
    # What npm calls the file depends on its version.
    (tarball,) = folder.glob("*.tgz")
    with tarfile.open(tarball) as packed:
        packed.extractall(place, filter="data")
    (place / "package").rename(place / "client")
    assert made
    return folder


def test_it_is_small():
    size = len(gzip.compress((PACKAGE / "client.js").read_bytes(), 9))
    assert size < MOST_BYTES, size


def test_it_depends_on_nothing():
    source = (PACKAGE / "client.js").read_text()
    assert not re.search(r"^\s*import\b|\bimport\(|\brequire\(|\bexport\b.*\bfrom\b", source, re.MULTILINE)
    package = json.loads((PACKAGE / "package.json").read_text())
    assert not [member for member in package if "ependencies" in member or member == "scripts"]


def test_the_tarball_has_what_it_takes_and_nothing_else(installed):
    place = installed / "node_modules" / "@poolgate" / "client"
    names = {path.name for path in place.iterdir()}
    assert names == {"package.json", "README.md", "LICENSE-MIT", "LICENSE-APACHE", "client.js", "client.d.ts"}
    package = json.loads((place / "package.json").read_text())
    assert (package["name"], package["license"], package["type"]) == (
        "@poolgate/client",
        "MIT OR Apache-2.0",
        "module",
    )
    for name in ("LICENSE-MIT", "LICENSE-APACHE"):
        assert (place / name).read_bytes() == (ROOT / name).read_bytes()
    version = re.search(r'^version = "(.*)"', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)
    assert package["version"] == version[1]


def test_the_gateway_serves_the_files_of_the_package(public):
    for name, kind in (("client.js", "text/javascript"), ("client.d.ts", "text/plain")):
        answer = requests.get(f"{public.gateway}/auth/{name}", timeout=10)
        assert answer.content == (PACKAGE / name).read_bytes()
        assert answer.headers["content-type"] == f"{kind}; charset=utf-8"
        known = {"If-None-Match": answer.headers["etag"]}
        assert requests.get(f"{public.gateway}/auth/{name}", headers=known, timeout=10).status_code == 304


def test_it_can_be_loaded_where_there_is_no_page(installed):
    """As frameworks do that render on a server."""
    script = """
        import { createClient, PoolgateError } from "@poolgate/client";
        const client = createClient({ baseUrl: "http://127.0.0.1:1", mode: "tokens", storage: "localStorage" });
        const error = await client.signIn("a@example.com", "b").catch((error) => error);
        console.log(error instanceof PoolgateError, error.code, await client.user());
    """
    (installed / "page.mjs").write_text(script)
    # It ends by itself: nothing is left open.
    assert run("node", "page.mjs", folder=installed).split() == ["true", "network", "null"]


@pytest.mark.parametrize("resolution", ["nodenext", "bundler"])
def test_the_types_are_right(installed, resolution):
    shutil.copy(SCRIPTS / "client_usage.ts", installed)
    (installed / "package.json").write_text('{"type": "module"}')
    module = "nodenext" if resolution == "nodenext" else "esnext"
    flags = ["--noEmit", "--strict", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes", "--target", "es2022"]
    flags += ["--lib", "es2022,dom,dom.iterable", "--module", module, "--moduleResolution", resolution]
    run("node", NODE_MODULES / "typescript" / "bin" / "tsc", *flags, "client_usage.ts", folder=installed)
