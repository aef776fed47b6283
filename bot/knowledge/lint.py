"""Finds what loads but works badly: missing sources, repeated asks, figures that disagree, rows that never win."""

from bot.knowledge.entries import Library
from bot.knowledge.entry_checks import entry_findings
from bot.knowledge.finding import Finding
from bot.knowledge.rule_checks import rule_findings

__all__ = ["Finding", "lint"]


def lint(library: Library) -> list[Finding]:
    """Return all findings: errors before warnings, each in the order of what they are about."""
    findings = [*entry_findings(library), *rule_findings(library)]
    return sorted(findings, key=lambda finding: (finding.severity, finding.where, finding.message))
