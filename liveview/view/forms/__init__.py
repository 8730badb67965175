"""Forms: a pydantic model, what somebody has entered for it, and how a template shows both."""
