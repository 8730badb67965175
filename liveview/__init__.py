"""Server-driven real-time pages: state in Python, Jinja templates, minimal patches over a WebSocket."""
