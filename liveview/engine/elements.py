"""What HTML says of its elements and attributes, as far as a template must know it."""

from __future__ import annotations

BOOLEAN = frozenset(
    (
        "allowfullscreen async autofocus autoplay checked controls default defer disabled formnovalidate hidden inert "
        "ismap itemscope loop multiple muted nomodule novalidate open playsinline readonly required reversed selected"
    ).split()
)
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
RAW_TEXT = frozenset("script style xmp iframe noembed noframes noscript".split())
# Scripts that hold data: nothing in them is ever run.
JSON_TYPES = frozenset(("application/json", "application/ld+json"))
RCDATA = frozenset(("textarea", "title"))
DROPS_FIRST_LINE_BREAK = frozenset(("pre", "textarea", "listing"))
# Only these parents drop white space at the edges of a block's body: there it never renders.
WHITE_SPACE_FREE = frozenset("table thead tbody tfoot tr colgroup ul ol dl select optgroup head".split())
TABLE_PARENTS = {"tr": ("thead", "tbody", "tfoot"), "td": ("tr",), "th": ("tr",), "col": ("colgroup",)}
# What may stand directly in these; a browser moves or drops anything else.
_ROWS = frozenset(("tr", "script", "template", "style"))
CHILDREN = {
    "table": frozenset("caption colgroup thead tbody tfoot tr td th col script template style".split()),
    **dict.fromkeys(("thead", "tbody", "tfoot"), _ROWS),
    "tr": frozenset("td th script template style".split()),
    "colgroup": frozenset(("col", "template")),
    "select": frozenset("option optgroup hr script template".split()),
    "optgroup": frozenset("option hr script template".split()),
    "option": frozenset(("script", "template")),
}
TEXT_FORBIDDEN = frozenset(("table", "thead", "tbody", "tfoot", "tr", "colgroup"))
CLOSES_PARAGRAPH = frozenset(
    (
        "address article aside blockquote details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 "
        "h6 header hgroup hr main menu nav ol p pre search section table ul"
    ).split()
)
NOT_IN_ITSELF = frozenset(("a", "button", "form", "option", "li", "dt", "dd"))
_SCOPES = frozenset("table td th caption object template applet marquee".split())
SCOPE_BARRIER = frozenset("ul ol dl menu select".split()) | _SCOPES
# Behind which open elements a browser does not look for one that a tag would close (standard, 13.2.4.2 and 13.2.4.3).
SCOPES = {
    "form": frozenset(("template",)),
    "a": _SCOPES - {"table"},
    "button": _SCOPES,
    "p": _SCOPES | {"button"},
}
# HTML elements that end the SVG or MathML around them (HTML standard, 13.2.6.5).
BREAKS_OUT = frozenset(
    (
        "b big blockquote body br center code dd div dl dt em embed font h1 h2 h3 h4 h5 h6 head hr i img li listing "
        "menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var"
    ).split()
)
# Elements of SVG and MathML whose children are HTML.
HTML_INSIDE = {"svg": frozenset(("foreignobject", "desc", "title")), "math": frozenset("mi mo mn ms mtext".split())}
# Elements that only SVG has, or only MathML, and those that stand in HTML and in SVG.
SVG_ONLY = frozenset(
    (
        "animate animatemotion animatetransform circle clippath defs desc ellipse feblend fecolormatrix "
        "fecomponenttransfer fecomposite feconvolvematrix fediffuselighting fedisplacementmap fedistantlight "
        "fedropshadow feflood fefunca fefuncb fefuncg fefuncr fegaussianblur feimage femerge femergenode femorphology "
        "feoffset fepointlight fespecularlighting fespotlight fetile feturbulence filter foreignobject g image line "
        "lineargradient marker mask metadata mpath path pattern polygon polyline radialgradient rect set stop switch "
        "symbol text textpath tspan use view"
    ).split()
)
MATH_ONLY = frozenset(
    (
        "annotation annotation-xml maction menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom "
        "mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover "
        "semantics"
    ).split()
)
IN_ALL = frozenset(("a", "script", "style", "title"))
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())

# Attributes that hold one URL, on whatever element: a browser that knows the attribute there follows it.
URL_ATTRIBUTES = frozenset(
    (
        "href src action formaction xlink:href poster data cite background longdesc manifest icon codebase classid "
        "profile lowsrc dynsrc usemap archive xml:base"
    ).split()
)
# Those that hold several, and what stands between them.
URL_LISTS = {"srcset": ",", "imagesrcset": ",", "ping": " ", "attributionsrc": " "}
# Where a URL is only ever shown: `data:image/…` is harmless there.
PICTURES = {"img": ("src",), "video": ("poster",), "input": ("src",), "image": ("href", "xlink:href")}
ANIMATIONS = frozenset(("animate", "set", "animatetransform", "animatemotion", "animatecolor"))
ANIMATION_VALUES = frozenset(("to", "from", "by", "values"))

SVG_ATTRIBUTES = {
    name.lower(): name
    for name in (
        "attributeName attributeType baseFrequency baseProfile calcMode clipPathUnits diffuseConstant edgeMode "
        "filterUnits glyphRef gradientTransform gradientUnits kernelMatrix kernelUnitLength keyPoints keySplines "
        "keyTimes lengthAdjust limitingConeAngle markerHeight markerUnits markerWidth maskContentUnits maskUnits "
        "numOctaves pathLength patternContentUnits patternTransform patternUnits pointsAtX pointsAtY pointsAtZ "
        "preserveAlpha preserveAspectRatio primitiveUnits refX refY repeatCount repeatDur requiredExtensions "
        "requiredFeatures specularConstant specularExponent spreadMethod startOffset stdDeviation stitchTiles "
        "surfaceScale systemLanguage tableValues targetX targetY textLength viewBox viewTarget xChannelSelector "
        "yChannelSelector zoomAndPan"
    ).split()
}
