"""Tables in a page of their own."""
