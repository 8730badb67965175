"""What Jinja's own tests ask for and a live template does otherwise, with the reason; each by the test's id."""

from __future__ import annotations

ONCE = "an iterator can be read once, and an update reads it again"
LOOKED_AT = "an update looks again at what a function or filter may give"
CONTEXT = "a live template has a context of its own"
NO_HTML = "its text, such as `<{{ name }}>`, is no HTML that a browser would read as it is written"
ESCAPED = "escaping is never switched off"

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

# Templates that do not compile, in either form.
REFUSED = {
    "tests/test_api.py::TestExtendedAPI::test_no_finalize_template_data": NO_HTML,
    "tests/test_core_tags.py::TestForLoop::test_empty_blocks": NO_HTML,
    "tests/test_core_tags.py::TestForLoop::test_recursive": NO_HTML,
    "tests/test_core_tags.py::TestForLoop::test_recursive_depth": NO_HTML,
    "tests/test_core_tags.py::TestForLoop::test_recursive_depth0": NO_HTML,
    "tests/test_core_tags.py::TestForLoop::test_recursive_lookaround": NO_HTML,
    "tests/test_ext.py::TestAutoEscape::test_nonvolatile": ESCAPED,
    "tests/test_ext.py::TestAutoEscape::test_volatile": ESCAPED,
    "tests/test_ext.py::TestNewstyleInternationalization::test_autoescape_macros": ESCAPED,
    "tests/test_ext.py::TestNewstyleInternationalization::test_autoescape_support": ESCAPED,
    "tests/test_lexnparse.py::TestSyntax::test_short_conditional_expression": NO_HTML,
    "tests/test_regression.py::TestBug::test_macro_escaping": ESCAPED,
}
