"""`python -m liveview.cli`, for where the script is not on the path."""

from __future__ import annotations

from liveview.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
