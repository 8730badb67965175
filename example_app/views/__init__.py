"""One file a page, each with its template beside it."""
