"""What a verification found, in words for people who do not know the format."""

from dataclasses import dataclass, field

MOST_NAMED = 20
LONGEST_SHOWN = 300

_CONCLUSIONS = (
    "Everything that can be checked holds.",
    "Do not rely on this export: something in it is false.",
    "Not everything could be checked. What is listed as proved does hold.",
)
_LIMITS = (
    "That what was recorded is true: the record proves what was recorded, and that it was not "
    "changed since.",
    "What happened after the checkpoint: later events are in later checkpoints.",
    "What the file says around the checkpoints (when it was made, what was asked for, how many "
    "events were not sealed yet): that is Joinery's word.",
)


@dataclass
class Remarks:
    """Sentences of one kind: the first ones are kept, all are counted."""

    sentences: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, sentence: str) -> None:
        """One more."""
        self.count += 1
        if self.count <= MOST_NAMED:
            self.sentences.append(sentence)

    def listed(self) -> list[str]:
        """A line each, and how many more there are."""
        lines = [f"- {sentence}" for sentence in self.sentences]
        more = self.count - len(self.sentences)
        return [*lines, f"- and {more} more."] if more else lines


@dataclass
class Findings:
    """What an export proves, what it does not, what in it is false, what could not be checked."""

    heading: str = ""
    proved: Remarks = field(default_factory=Remarks)
    not_proved: Remarks = field(default_factory=Remarks)
    false: Remarks = field(default_factory=Remarks)
    unchecked: Remarks = field(default_factory=Remarks)

    @property
    def exit_status(self) -> int:
        """0 everything holds, 1 something is false, 2 something could not be checked."""
        if self.false.count:
            return 1
        return 2 if self.unchecked.count else 0

    def tell_limits(self) -> None:
        """What no export can prove."""
        for limit in _LIMITS:
            self.not_proved.add(limit)

    def told(self) -> str:
        """The findings in words."""
        parts = [self.heading] if self.heading else []
        for title, remarks in (
            ("FALSE", self.false),
            ("Could not be checked", self.unchecked),
            ("Proved", self.proved),
            ("Not proved", self.not_proved),
        ):
            if remarks.count:
                parts.append("\n".join([title, *remarks.listed()]))
        return "\n\n".join([*parts, _CONCLUSIONS[self.exit_status]]) + "\n"


def counted(count: int, noun: str) -> str:
    """The number with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def shown(text: str) -> str:
    """Text of the file, made harmless for a terminal and cut to a bearable length."""
    cut = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in cut
    )
