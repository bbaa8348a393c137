"""Every article of the source: where it is modelled, which story shows it, or why it is left out."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

import typer

from engine.cli.home import home_of, known_id
from engine.cli.misuse import WrongUse, unknown
from engine.cli.options import Format, HomePath, Lang, RuleSetId
from engine.cli.printing import aligned, as_json, say
from engine.cli.rule_files import checked_rule_set
from engine.i18n import text
from engine.scenarios import run_file
from engine.scenarios.coverage import Article, coverage


def command(
    id_: RuleSetId,
    of: Annotated[str | None, typer.Option("--of", metavar="PREFIX,PREFIX")] = None,
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Account for every article; exit code 1 when one stands nowhere."""
    root = home_of(home)
    ruleset, parents = checked_rule_set(known_id(id_, root), root)
    outcomes, _ = run_file(id_, home=root)
    articles = _among(coverage(ruleset, parents, outcomes), of)
    if format_ == "json":
        as_json([_record(a) for a in articles])
    else:
        _print(articles, lang)
    return 1 if any(a.status == "missing" for a in articles) else 0


def _among(articles: tuple[Article, ...], of: str | None) -> tuple[Article, ...]:
    """Those whose number begins with one of the prefixes. Raises WrongUse for one that none has."""
    if of is None:
        return articles
    prefixes = [p.strip() for p in of.split(",") if p.strip()]
    if not prefixes:
        raise WrongUse("no-prefix")
    for prefix in prefixes:
        if not any(a.article.startswith(prefix) for a in articles):
            raise unknown("article", prefix, {a.chapter for a in articles})
    return tuple(a for a in articles if a.article.startswith(tuple(prefixes)))


def _record(a: Article) -> dict[str, Any]:
    aside = [{"key": n.key, "kind": n.kind, "because": {"zh": n.because.zh, "en": n.because.en}} for n in a.aside]
    return {
        "document": a.document, "article": a.article, "chapter": a.chapter, "status": a.status,
        "where": list(a.where), "scenarios": list(a.stories), "not_modelled": aside,
        "unverified": a.unverified,
    }  # fmt: skip


def _print(articles: tuple[Article, ...], lang: str) -> None:
    heads = [text(f"cli.coverage.{h}", lang) for h in ("article", "status", "where")]
    print(aligned(heads, [(a.article, text(f"cli.coverage.{a.status}", lang), _where(a, lang)) for a in articles]))
    print()
    for chapter in dict.fromkeys(a.chapter for a in articles):
        counts = Counter(a.status for a in articles if a.chapter == chapter)
        say("coverage.chapter", lang, chapter=chapter, modelled=counts["modelled"], all=counts.total())
    modelled = sum(a.status == "modelled" for a in articles)
    share = f"{100 * modelled / len(articles):.0f}" if articles else "-"
    say("coverage.sum", lang, modelled=modelled, all=len(articles), percent=share)


def _where(a: Article, lang: str) -> str:
    places = [f"{p}" for p in a.where]
    shown = ", ".join(places[:3]) + (f" … +{len(places) - 3}" if len(places) > 3 else "")
    told = text("cli.coverage.stories", lang, count=len(a.stories)) if a.stories else ""
    left_out = "; ".join(text("cli.coverage.aside", lang, kind=n.kind, because=n.because.in_(lang)) for n in a.aside)
    doubt = text("cli.coverage.unverified", lang) if a.unverified else ""
    return "; ".join(part for part in (shown, told, left_out, doubt) if part) or "-"
