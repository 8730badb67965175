"""Parts of SVG that stand by themselves: macros, components, includes, blocks and the content of calls."""

from __future__ import annotations

from typing import Any

import jinja2
import pytest

from liveview.engine import LiveEnvironment, Rendering
from liveview.engine.namespaces import beginning
from liveview.errors import TemplateError

ENVIRONMENT = LiveEnvironment(
    loader=jinja2.DictLoader(
        {
            "dot.html": '<circle r="{{ n }}"/>',
            "drawing.html": '<svg>{% block marks %}<rect x="{{ n }}"/>{% endblock %}</svg>',
        }
    )
)


def definitions(source: str, **values: Any) -> list[Any]:
    """What a client is told of each fragment's HTML."""
    rendering = Rendering(ENVIRONMENT.from_string(source))
    rendering.mount({"n": 1, **values})
    return [fragment.definition[0] for fragment in rendering.fragments()]


@pytest.mark.parametrize(
    "source",
    [
        '{% macro dot(n) %}<circle r="{{ n }}"/>{% endmacro %}<svg>{{ dot(n) }}</svg>',
        '{% macro dot(n) %}{% if n %}<circle r="{{ n }}"/>{% endif %}{% endmacro %}<svg>{{ dot(n) }}</svg>',
        '{% macro dot(n) %}{% for i in [n] %}<circle r="{{ i }}"/>{% endfor %}{% endmacro %}<svg>{{ dot(n) }}</svg>',
        '{% macro plot() %}<svg>{{ caller() }}</svg>{% endmacro %}{% call plot() %}<circle r="{{ n }}"/>{% endcall %}',
        '<svg>{% include "dot.html" %}</svg>',
        '{% extends "drawing.html" %}{% block marks %}<circle r="{{ n }}"/>{% endblock %}',
    ],
)
def test_it_is_made_among_what_it_belongs_to(source: str) -> None:
    assert ["svg", '<circle $="1"/>'] in definitions(source)


def test_a_name_that_html_has_as_well_goes_by_what_follows_and_by_where_it_stands() -> None:
    assert ["svg", "<title><!--$--></title><g></g>"] in definitions(
        "{% macro m() %}<title>{{ n }}</title><g></g>{% endmacro %}<svg>{{ m() }}</svg>"
    )
    group = "{% macro group() %}<g>{{ caller() }}</g>{% endmacro %}"
    assert ["svg", '<a $="1"></a>'] in definitions(
        f'{group}<svg>{{% call group() %}}<a href="/{{{{ n }}}}"></a>{{% endcall %}}</svg>'
    )
    assert '<a $="1"></a>' in definitions('{% macro m() %}<a href="/{{ n }}"></a>{% endmacro %}{{ m() }}')


def test_attributes_and_tags_keep_the_case_that_svg_has() -> None:
    source = '{% macro m() %}<linearGradient gradientunits="{{ n }}"/>{% endmacro %}<svg>{{ m() }}</svg>'
    rendering = Rendering(ENVIRONMENT.from_string(source))
    rendering.mount({"n": 1})
    assert [["svg", '<linearGradient $="1"/>'], ["a", "gradientUnits"]] in [
        fragment.definition for fragment in rendering.fragments()
    ]


@pytest.mark.parametrize(
    "source",
    [
        "{% macro m() %}<circle r='{{ kwargs.r }}'/>{% endmacro %}<svg>{{ m(r=n) }}</svg>",
        "{% set mark %}<circle r='{{ n }}'/>{% endset %}<svg>{{ mark }}</svg>",
        "{% macro m() %}<svg>{{ caller(1) }}</svg>{% endmacro %}"
        "{% filter trim %}{% call(x) m() %}<circle r='{{ x }}'/>{% endcall %}<p>{{ n }}</p>{% endfilter %}",
    ],
)
def test_what_is_rendered_whole_may_close_itself_too(source: str) -> None:
    rendering = Rendering(ENVIRONMENT.from_string(source))
    rendering.mount({"n": 1})
    assert "<circle r='1'/>" in rendering.html()


def test_content_may_belong_elsewhere_than_it_stands() -> None:
    """What follows the call is HTML as before, for bound controls too."""
    plot = "{% macro plot() %}<svg>{{ caller() }}</svg>{% endmacro %}"
    source = f"{plot}<div>{{% call plot() %}}<circle r='1'/>{{% endcall %}}<p>{{{{ n }}}}</p></div>"
    assert ["svg", "<circle r='1'/>"] in definitions(source)


def test_html_among_svg_is_told() -> None:
    with pytest.raises(TemplateError, match="foreignObject"):
        ENVIRONMENT.from_string("{% macro m() %}<g></g><p>{{ n }}</p>{% endmacro %}<svg>{{ m() }}</svg>")


@pytest.mark.parametrize(
    ("source", "namespace"),
    [
        ("<!-- <circle> --><p></p>", "html"),
        ("<style>g<circle{}</style><p></p>", "html"),
        ("<svg><circle/></svg>", "html"),
        ("{% macro m() %}<circle/>{% endmacro %}<p></p>", "html"),
        ("text", "html"),
        ("<mi>x</mi>", "math"),
        ("<a><text>x</text></a>", "svg"),
    ],
)
def test_the_first_tag_that_only_one_has_tells(source: str, namespace: str) -> None:
    assert beginning(ENVIRONMENT.parse(source).body).namespace == namespace
