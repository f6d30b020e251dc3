"""What an import did, or why it did nothing."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """A cell that cannot be taken, or a remark on one. `row` counts as a spreadsheet does."""

    row: int
    column: str
    text: str


@dataclass
class Report:
    """The outcome of reading one file: with any refused cell, nothing was loaded."""

    name: str
    rows: int = 0
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: int = 0
    organisations_created: list[str] = field(default_factory=list)
    organisations_matched: list[str] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)  # said of partners, not organisations
    questions: list[Problem] = field(default_factory=list)  # is this the same organisation?

    @property
    def loaded(self) -> bool:
        """Say whether the file was loaded."""
        return not self.refused
