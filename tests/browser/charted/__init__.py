"""An app with a chart library, as docs/how-to/chart-library.md tells it."""
