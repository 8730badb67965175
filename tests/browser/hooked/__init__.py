"""An app whose layout brings hooks of its own."""
