"""A comparison as a page, as lines for a terminal, in any of the languages."""

from html import escape

from comity.law import html, states
from comity.law.comparison.compare import Comparison, ConductKind, StateSide, TypeComparison
from comity.law.comparison.words import COVERAGE, KIND, RECORDED, STANDING
from comity.law.criminality.values import VERDICTS
from comity.law.criminality.wording import Wording
from comity.law.offences import GENERAL_PART
from comity.law.release import Release, in_use


def page(found: Comparison, language: str = "en", release: Release | None = None) -> str:
    """The comparison as an HTML document of its own. Raises UnknownLanguageError."""
    say = Wording((release or in_use()).offences, language)
    title = _title(found, say)
    body = "\n".join(
        [
            f"<h1>{escape(title)}</h1>",
            html.lines(
                [
                    (say.translate("Law of this day"), html.ltr(found.on.isoformat())),
                    (say.translate("Law data"), html.ltr(found.data_version)),
                ]
            ),
            f"<p>{escape(say.translate(_HOW))}</p>",
            _overview(found, say),
            *(_type(one, say) for one in found.types),
        ]
    )
    return html.page(title, body, language)


_HOW = (
    "Conduct is compared, not names of offences. Each kind of conduct was tried against every provision "
    "in force of both States. Advice, not a decision."
)


def _title(found: Comparison, say: Wording) -> str:
    one, two = (states.name(state, say.language) for state in found.states)
    return say.translate("{one} and {two}: which conduct is a crime in both").format(
        one=one, two=two
    )


def _overview(found: Comparison, say: Wording) -> str:
    heads = [say.translate("Kind of conduct"), say.translate("In short")]
    heads += [states.name(state, say.language) for state in found.states]
    rows = [
        [
            f'<a href="#{one.type}">{escape(say.type(one.type))}</a>',
            escape(_standing(one, say)),
            *(escape(say.translate(COVERAGE[side.coverage.state])) for side in one.sides),
        ]
        for one in found.types
    ]
    return html.table(say.translate("Overview"), heads, rows)


def _standing(one: TypeComparison, say: Wording) -> str:
    if one.type in GENERAL_PART:
        words = [say.translate(RECORDED[VERDICTS[value]]) for value in one.kinds[0].values]
        return " / ".join(words)
    return say.translate(STANDING[one.standing])


def _type(one: TypeComparison, say: Wording) -> str:
    names = [states.name(side.state, say.language) for side in one.sides]
    out = [
        f'<h2 id="{one.type}">{escape(say.type(one.type))}</h2>',
        f"<p><strong>{escape(_standing(one, say))}</strong></p>",
    ]
    heads = [say.translate("What is asked for"), *names]
    rows = [
        [escape(say.element(slug)), *(_has(slug, side, say) for side in one.sides)]
        for slug in dict.fromkeys((*one.sides[0].elements, *one.sides[1].elements))
    ]
    if rows:
        out.append(html.table(say.translate("Elements side by side"), heads, rows))
    if one.type not in GENERAL_PART:
        out.append(_kinds(one, names, say))
    for side, name in zip(one.sides, names, strict=True):
        out.append(f"<h3>{escape(name)}</h3>{_provisions(side, say)}")
    return "\n".join(out)


def _has(slug: str, side: StateSide, say: Wording) -> str:
    """How a State asks for an element: always, as an alternative, or in some of its provisions."""
    rows = [row for row in side.provisions if slug in row.elements.all]
    if not rows:
        return "–"
    fixed = [row for row in rows if not any(slug in group for group in row.elements.alternatives)]
    every = len(rows) == len(side.provisions)
    if len(fixed) == len(rows) and every:
        word = "always asked for"
    elif len(fixed) == 0:
        word = "one of several that suffice"
    else:
        word = "asked for in some provisions"
    return escape(say.translate(word))


def _kinds(one: TypeComparison, names: list[str], say: Wording) -> str:
    heads = [say.translate("Kind of conduct"), *names, say.translate("In short")]
    rows = [
        [
            escape(_conduct(kind, say)),
            *(html.badge(VERDICTS[value], say.verdict(VERDICTS[value])) for value in kind.values),
            escape(say.translate(KIND[kind.kind])),
        ]
        for kind in one.kinds
    ]
    return html.table(say.translate("Kinds of conduct that were tried"), heads, rows)


def _conduct(kind: ConductKind, say: Wording) -> str:
    if not kind.adds:
        return say.translate("The international minimum")
    adds = "; ".join(say.element(slug) for slug in kind.adds)
    return say.translate("The minimum, and also: {elements}").format(elements=adds)


def _provisions(side: StateSide, say: Wording) -> str:
    if not side.provisions:
        return f"<p>{escape(say.translate(COVERAGE[side.coverage.state]))}.</p>"
    rows = "".join(
        f"<li>{html.ltr(row.citation)}. {html.link(row.source_url)} "
        f'<span class="quiet">({html.ltr(row.as_of)})</span></li>'
        for row in side.provisions
    )
    return f"<ul>{rows}</ul>"


def lines(found: Comparison, language: str = "en", release: Release | None = None) -> list[str]:
    """The comparison for a terminal."""
    say = Wording((release or in_use()).offences, language)
    out = [_title(found, say), found.on.isoformat(), ""]
    for one in found.types:
        out.append(f"{say.type(one.type)} ({one.type}): {_standing(one, say)}")
        for side, only in zip(one.sides, one.only, strict=True):
            cover = say.translate(COVERAGE[side.coverage.state])
            out.append(f"  {side.state}: {cover}" + _cited(side))
            if only and one.sides[0].provisions and one.sides[1].provisions:
                words = "; ".join(say.element(slug) for slug in only)
                asks = say.translate("asks alone for: {elements}").format(elements=words)
                out.append(f"      {asks}")
        if one.type not in GENERAL_PART:
            out += [f"    {_line(kind, one, say)}" for kind in one.kinds]
    return [
        *out,
        "",
        say.translate("Advice, not a decision. A person decides, with reasons."),
        found.data_version,
    ]


def _cited(side: StateSide) -> str:
    return f" ({'; '.join(row.citation for row in side.provisions)})" if side.provisions else ""


def _line(kind: ConductKind, one: TypeComparison, say: Wording) -> str:
    each = ", ".join(
        f"{side.state} {say.verdict(VERDICTS[value])}"
        for side, value in zip(one.sides, kind.values, strict=True)
    )
    return f"- {_conduct(kind, say)}: {say.translate(KIND[kind.kind])} ({each})"
