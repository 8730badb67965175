"""What Jinja's own tests ask for and a live template does otherwise, with the reason; each by the test's id."""

from __future__ import annotations

ONCE = "an iterator can be read once, and an update reads it again"
LOOKED_AT = "an update looks again at what a function or filter may give"
CONTEXT = "a live template has a context of its own"
TAG = "a value inside a tag has to be its attributes, and the tag's name its own"

# In both forms.
BOTH = {
    "tests/test_compile.py::test_filters_deterministic": "the code has more lines: those of the live form",
    "tests/test_tests.py::TestTestsCase::test_multiple_tests": "constants are worked out for each of the two forms",
}

# In the live form.
LIVE = {
    **BOTH,
    "tests/test_api.py::TestLowLevel::test_custom_context": CONTEXT,
    "tests/test_regression.py::TestBug::test_custom_context": CONTEXT,
    "tests/test_core_tags.py::TestForLoop::test_context_vars": ONCE,
    "tests/test_core_tags.py::TestForLoop::test_reversed_bug": ONCE,
    "tests/test_filters.py::TestFilter::test_join_attribute": ONCE,
    "tests/test_filters.py::TestFilter::test_min_max_attribute[max-9]": ONCE,
    "tests/test_filters.py::TestFilter::test_min_max_attribute[min-1]": ONCE,
    "tests/test_filters.py::TestFilter::test_sort4": ONCE,
    "tests/test_filters.py::TestFilter::test_sort5": ONCE,
    "tests/test_filters.py::TestFilter::test_sort6": ONCE,
    "tests/test_filters.py::TestFilter::test_sort7": ONCE,
    "tests/test_filters.py::TestFilter::test_sort8": ONCE,
    "tests/test_filters.py::TestFilter::test_unique_attribute": ONCE,
    "tests/test_filters.py::TestFilter::test_random": LOOKED_AT,
    "tests/test_ext.py::TestInternationalization::test_trans_plural_with_functions": LOOKED_AT,
    "tests/test_debug.py::TestDebug::test_runtime_error": "the traceback has the line, in what it calls `template`",
    "tests/test_lexnparse.py::TestLexer::test_comments": "white space at the edges of a list's rows is dropped",
}
