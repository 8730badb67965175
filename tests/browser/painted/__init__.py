"""An app with charts of so many rows that a canvas has their lines."""
