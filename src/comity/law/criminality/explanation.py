"""A finding as a reasoned page, in any of the languages: coded, so no translator is needed.

It is an internal note: nothing here sends it, and its heading says that it may have to be disclosed.
``fragment`` is the body for a page of the desk; ``page`` stands alone; ``text`` is for a terminal.
"""

from dataclasses import dataclass
from html import escape

from comity.law import html, states
from comity.law.criminality.finding import (
    ElementFinding,
    Finding,
    ProvisionFinding,
    SideFinding,
)
from comity.law.criminality.values import FALSE, OPEN, STATES_OF_FACT
from comity.law.criminality.wording import Wording
from comity.law.release import Release, in_use

SHOWN = 12  # provisions of one side told in full; the others are counted unless they keep it open


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided beside the finding."""

    by: str
    at: str
    decision: str
    reasons: str


def page(
    finding: Finding,
    language: str = "en",
    *,
    decision: Decision | None = None,
    release: Release | None = None,
) -> str:
    """The reasoned page as an HTML document of its own. Raises UnknownLanguageError."""
    say = Wording((release or in_use()).offences, language)
    body = fragment(finding, language, decision=decision, release=release)
    return html.page(
        say.translate("Double criminality: the finding and its reasons"), body, language
    )


def text(
    finding: Finding,
    language: str = "en",
    *,
    decision: Decision | None = None,
    release: Release | None = None,
) -> str:
    """The reasoned page as plain text, with the same content. Raises UnknownLanguageError."""
    return html.plain(fragment(finding, language, decision=decision, release=release))


def fragment(
    finding: Finding,
    language: str = "en",
    *,
    decision: Decision | None = None,
    release: Release | None = None,
) -> str:
    """The body of the page: everything in it is escaped. Raises UnknownLanguageError."""
    data = release or in_use()
    say = Wording(data.offences, language)
    return "\n".join(
        [
            f"<h1>{escape(say.translate('Double criminality: the finding and its reasons'))}</h1>",
            f'<p class="note">{escape(say.translate(_NOTE))}</p>',
            _head(finding, say, language),
            _questions(finding, say),
            *_side(say.translate("Requesting State"), finding.requesting, say, data, language),
            *_side(say.translate("Requested State"), finding.requested, say, data, language),
            _facts(finding, say),
            _decided(decision, say),
            _data(finding, say),
        ]
    )


_NOTE = "Internal note. It is not part of any letter; in proceedings it may have to be disclosed."


def _head(finding: Finding, say: Wording, language: str) -> str:
    case = finding.case
    stage = {"completed": "Completed", "attempt": "Attempt"}[case.stage]
    rows = [
        (say.translate("Finding"), html.badge(finding.finding, say.verdict(finding.finding))),
        (
            say.translate("Between"),
            escape(
                say.translate("from {one} to {two}").format(
                    one=states.name(case.requesting_state, language),
                    two=states.name(case.requested_state, language),
                )
            ),
        ),
        (say.translate("Law of this day"), html.ltr(case.evaluation_date.isoformat())),
        (say.translate("Measure"), html.ltr(case.measure)),
        (say.translate("Stage"), escape(say.translate(stage))),
    ]
    if finding.engaged:
        kinds = "; ".join(say.type(name) for name in finding.engaged)
        rows.append((say.translate("Kinds of conduct"), escape(kinds)))
    if case.min_max_penalty_months is not None:
        months = html.ltr(f"{case.min_max_penalty_months:g}")
        rows.append((say.translate("Maximum asked for, in months"), months))
    return html.lines(rows) + html.items(say.reason(one) for one in finding.remarks)


def _questions(finding: Finding, say: Wording) -> str:
    if not finding.questions:
        return ""
    title = escape(say.translate("What would settle it"))
    return f"<h2>{title}</h2>{html.items(say.question(one) for one in finding.questions)}"


def _side(title: str, side: SideFinding, say: Wording, data: Release, language: str) -> list[str]:
    name = escape(states.name(side.state, language))
    out = [
        f"<h2>{escape(title)}: {name}</h2>",
        f"<p>{html.badge(side.finding, say.verdict(side.finding))}</p>",
        html.items(say.reason(one) for one in side.because),
    ]
    told = _told(side)
    out += [_provision(one, say, data) for one in side.provisions[:told]]
    if len(side.provisions) > told:
        more = say.translate("{count} more provisions were tried; none changes the answer.")
        out.append(f"<p>{escape(more.format(count=len(side.provisions) - told))}</p>")
    return out


def _told(side: SideFinding) -> int:
    """How many provisions, the best first, are told in full: what keeps a side open is never left
    out, since any of it could change the answer."""
    if side.value != OPEN:
        return SHOWN
    return max(SHOWN, sum(one.value != FALSE for one in side.provisions))


def _provision(one: ProvisionFinding, say: Wording, data: Release) -> str:
    row = data.offences.provisions[one.id]
    seen = say.translate("Text as of {as_of}; reliability: {reliability}").format(
        as_of=row.as_of, reliability=say.translate(row.source_reliability.replace("_", " "))
    )
    heads = [say.translate(word) for word in ("Element", "Asked for as", "Facts")]
    parts = [
        f"<h3>{html.ltr(one.citation)}</h3>",
        f"<p>{html.badge(one.finding, say.verdict(one.finding))} <span>{escape('; '.join(say.type(t) for t in one.types))}</span></p>",
        html.items(say.reason(each) for each in one.because),
        html.table(
            say.translate("Elements of {provision}").format(provision=one.citation),
            heads,
            [_element(each, say) for each in one.elements],
        ),
        _penalty(one, say),
        f'<p class="quiet">{html.link(row.source_url)}. {escape(seen)}.</p>',
    ]
    return "\n".join(parts)


def _element(one: ElementFinding, say: Wording) -> list[str]:
    text = f" / {say.translate('or')} ".join(say.element(slug) for slug in one.slugs)
    facts = "transposed" if one.transposed else STATES_OF_FACT[one.value]
    return [escape(text), escape(say.translate(one.role)), escape(say.translate(facts))]


def _penalty(one: ProvisionFinding, say: Wording) -> str:
    penalty = one.penalty
    if penalty.life:
        text = say.translate("Penalty: up to life.")
    elif penalty.max_months is None:
        text = say.translate("Penalty: the maximum was not seen.")
    else:
        text = say.translate("Penalty: up to {months} months.").format(
            months=f"{penalty.max_months:g}"
        )
    titles = {
        "extradition": "extradition, one year",
        "eu_list": "European list, three years",
        "un_serious_crime": "UN serious crime, four years",
    }
    word = {True: "met", False: "not met", None: "not known"}
    met = html.items(
        f"{say.translate(titles[name])}: {say.translate(word[value])}"
        for name, value in penalty.meets.items()
    )
    return f"<p>{escape(text)}</p>{met}"


def _facts(finding: Finding, say: Wording) -> str:
    facts = finding.case.facts
    heads = [say.translate("Element"), say.translate("Facts")]
    rows = [
        [escape(say.element(slug)), escape(say.translate(word))]
        for word, slugs in (
            ("present", facts.present),
            ("absent", facts.absent),
            ("unknown", facts.unknown),
        )
        for slug in sorted(slugs)
    ]
    rows += [
        [
            escape(f"{say.measure(one.measure)} ({one.unit})"),
            html.ltr("?" if one.value is None else f"{one.value:g}"),
        ]
        for one in facts.quantities
    ]
    rest = {
        "unknown": "What is not listed is not known.",
        "absent": "What is not listed was not done: the facts are stated exhaustively.",
    }[facts.rest]
    title = say.translate("The facts as stated")
    return f"<h2>{escape(title)}</h2>{html.table(title, heads, rows)}<p>{escape(say.translate(rest))}</p>"


def _decided(decision: Decision | None, say: Wording) -> str:
    title = escape(say.translate("The decision"))
    advice = escape(say.translate("Advice, not a decision. A person decides, with reasons."))
    if decision is None:
        names = ("Decided by", "On", "Decision", "Reasons")
        rows = [(say.translate(name), "…………………………") for name in names]
    else:
        rows = [
            (say.translate("Decided by"), escape(decision.by)),
            (say.translate("On"), html.ltr(decision.at)),
            (say.translate("Decision"), escape(decision.decision)),
            (say.translate("Reasons"), escape(decision.reasons)),
        ]
    return f"<h2>{title}</h2><p>{advice}</p>{html.lines(rows)}"


def _data(finding: Finding, say: Wording) -> str:
    readings = [say.element(slug) for slug in finding.relied_on]
    rows = [
        (say.translate("Law data"), html.ltr(finding.data_version)),
        (say.translate("Version of the rules"), html.ltr(str(finding.engine))),
    ]
    if readings:
        rows.insert(0, (say.translate("Rests on a reading"), escape("; ".join(readings))))
    return f"<h2>{escape(say.translate('Sources and versions'))}</h2>{html.lines(rows)}"
