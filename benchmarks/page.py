"""Findings as the page docs/benchmarks.md. Pure text: knows nothing about measuring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.measuring.report import Finding, Table

REPEAT = """\
## How to repeat this

    make bench

draws the films at the first run (about eight minutes on two cores; kept in the user's cache folder
`cutter-bench`), measures every topic (about 70 minutes on two quiet cores), and writes this page,
its pictures, `docs/benchmarks.json` with every single run, and the tables of `docs/scale.md`.
Single topics, and quickly:

    python -m benchmarks analysis render --quick
    python -m benchmarks --help
"""


def page(
    findings: Sequence[Finding], machine: Mapping[str, str], versions: Mapping[str, str]
) -> str:
    """Return the whole page.

    Args:
        findings: topic by topic, in the order of the page.
        machine: facts about the machine, by name.
        versions: of packages and programs, by name.
    """
    parts = [_head(findings), _targets(findings), REPEAT, _setting(machine, versions)]
    parts += [_section(finding) for finding in findings]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def _head(findings: Sequence[Finding]) -> str:
    text = """# Benchmarks

Written by `make bench`; do not edit. Every case runs in a process of its own, cases of a table in
turns. *In process*: timed inside it, after its imports. *Process*: from its start to its end. A
figure is the median, in brackets the smallest and the largest; a ratio is that of the medians, in
brackets the smallest and largest of the pairs. CPU seconds count child processes; *peak* is the
largest memory of the process and its children together. Absolute times depend on the machine."""
    quick = [finding.title for finding in findings if finding.about.get("quick")]
    if quick:
        text += (
            f"\n\n**From a quick run** on shorter films, no basis for claims: {', '.join(quick)}."
        )
    failed = [finding.title for finding in findings if finding.failures]
    if failed:
        text += f"\n\n**Something failed** in: {', '.join(failed)}; see there."
    return text


def _targets(findings: Sequence[Finding]) -> str:
    rows = [
        (target.name, target.wanted(), target.text(), str(target.n or "–"), target.verdict())
        for finding in findings
        for target in finding.targets
    ]
    table = Table("Targets", ("what", "wanted", "measured", "n", "verdict"), tuple(rows))
    return f"## Targets\n\n{markdown(table)}"


def _setting(machine: Mapping[str, str], versions: Mapping[str, str]) -> str:
    rows = [*machine.items(), ("versions", ", ".join(f"{k} {v}" for k, v in versions.items()))]
    return f"## Machine and versions\n\n{markdown(Table('', ('', ''), tuple(rows)))}"


def _section(finding: Finding) -> str:
    about = finding.about
    parts = [f"## {finding.title}", *finding.text]
    for table in finding.tables:
        parts += [f"### {table.title}", *([table.note] if table.note else []), markdown(table)]
    for plot in finding.plots:
        parts.append(f"![{plot.title}](images/bench-{plot.name}.png)")
    if finding.failures:
        rows = tuple(finding.failures.items())
        parts += ["**Failed:**", markdown(Table("", ("what", "why"), rows))]
    if about:
        parts.append(
            f"{about['when']}; {about['repeats']} repeats{', quick' if about['quick'] else ''}; "
            f"{about['seconds']:.0f} s; load {about['load_before']:.1f} before, "
            f"{about['load_after']:.1f} after; {about.get('processor', 'processor not noted')}."
        )
    return "\n\n".join(parts)


def markdown(table: Table) -> str:
    """Return a table in Markdown."""
    rows = [table.columns, tuple("---" for _ in table.columns), *table.rows]
    return "\n".join("| " + " | ".join(_cell(text) for text in row) + " |" for row in rows)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
