"""Lists that load as somebody scrolls, and rows that fade: for the tests of a real browser."""
