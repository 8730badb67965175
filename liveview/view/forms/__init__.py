"""Forms: a pydantic model, what somebody has entered for it, and how a template shows both."""

from pathlib import Path

# Macros that render fields.
FIELD_TEMPLATES = Path(__file__).parent / "templates"
