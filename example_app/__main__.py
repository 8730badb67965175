"""`python -m example_app`: what `liveview demo` does, with PORT from the environment."""

from __future__ import annotations

import os

from liveview.cli import main

if __name__ == "__main__":
    raise SystemExit(main(["demo", "--port", os.environ.get("PORT", "8000")]))
