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
RCDATA = frozenset(("textarea", "title"))
DROPS_FIRST_LINE_BREAK = frozenset(("pre", "textarea", "listing"))
# Only these parents drop white space at the edges of a block's body: there it never renders.
WHITE_SPACE_FREE = frozenset("table thead tbody tfoot tr colgroup ul ol dl select optgroup head".split())
TABLE_PARENTS = {"tr": ("thead", "tbody", "tfoot"), "td": ("tr",), "th": ("tr",), "col": ("colgroup",)}
TEXT_FORBIDDEN = frozenset(("table", "thead", "tbody", "tfoot", "tr", "colgroup"))
CLOSES_PARAGRAPH = frozenset(
    (
        "address article aside blockquote details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 "
        "h6 header hgroup hr main menu nav ol p pre search section table ul"
    ).split()
)
NOT_IN_ITSELF = frozenset(("a", "button", "form", "option", "li", "dt", "dd"))
SCOPE_BARRIER = frozenset(("ul", "ol", "dl", "menu", "table", "td", "th", "select", "template", "object", "caption"))
HTML_INSIDE_SVG = frozenset(("foreignObject", "foreignobject", "desc", "title", "annotation-xml"))

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
        "yChannelSelector zoomAndPan definitionURL"
    ).split()
}
