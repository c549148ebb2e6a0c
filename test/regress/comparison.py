"""Sets counted figures beside those that were kept: which cost more, and what the tables say.

Figures are what figures.json holds: `facts` about the machine and the programs that they depend on,
and for each of `jobs` what a file costs. The kept ones have a `tolerance` as well, in percent.
"""

import dataclasses

# In the order of the tables. A figure that is kept without a tolerance is shown and not compared.
TITLES = {
    "instructions": "instructions a file",
    "calls": "system calls a file",
    "instructions_at_start": "instructions to start",
    "calls_at_start": "system calls to start",
    "waits": "waits a file",
}

# How often haul makes these calls depends on how quick the server is: they are the waits, and none
# of the system calls of a figure.
WAITS = {"epoll_pwait", "epoll_pwait2", "epoll_wait", "restart_syscall", "timerfd_settime"}

# A call by name is worth a line when it moved by this much a file.
NOTABLE = 0.05

BEGIN, END = "<!-- begin costs -->", "<!-- end costs -->"


@dataclasses.dataclass(frozen=True)
class Line:
    """One figure of one job, kept and now; a job that was not kept has None there."""

    job: str
    figure: str
    kept: float | None
    now: float
    tolerance: float | None

    @property
    def change(self):
        """In percent of what was kept."""
        if self.kept is None:
            return None
        if self.kept == 0:
            return 0.0 if self.now == 0 else float("inf")
        return (self.now - self.kept) / self.kept * 100

    @property
    def verdict(self):
        if self.change is None:
            return "new"
        if self.tolerance is None:
            return "not compared"
        if self.change > self.tolerance:
            return "WORSE"
        return "better" if self.change < -self.tolerance else "fine"


def compare(kept, now):
    """A line for each figure of the jobs that were counted now, in their order."""
    lines = []
    for job, counted in now["jobs"].items():
        before = kept["jobs"].get(job, {})
        for figure in TITLES:
            tolerance = kept["tolerance"].get(figure)
            lines.append(Line(job, figure, before.get(figure), counted[figure], tolerance))
    return lines


def differing_facts(kept, now):
    """What is not as it was when the figures were kept, a sentence each."""
    names = dict.fromkeys([*kept["facts"], *now["facts"]])
    sentences = []
    for name in names:
        before, here = (each["facts"].get(name, "unknown") for each in (kept, now))
        # Two machines that both can't tell are not known to be alike.
        if before != here or here == "unknown":
            sentences.append(f"{name}: {before} when they were kept, {here} here")
    return sentences


def jobs_with(lines, verdict):
    return list(dict.fromkeys(line.job for line in lines if line.verdict == verdict))


def take_lesser(counted, again):
    """Puts the lesser of two counts of the same jobs into the first."""
    for job, second in again["jobs"].items():
        first = counted["jobs"][job]
        fewer = first if first["calls"] <= second["calls"] else second
        least = {figure: min(first[figure], second[figure]) for figure in TITLES}
        counted["jobs"][job] = {**fewer, **least}


def number(value):
    if value is None:
        return "-"
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"


def text_table(rows):
    """Columns as wide as they need; the first two and the last to the left."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if 2 <= column < len(row) - 1 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def comparison_table(lines):
    rows = [("job", "figure", "kept", "now", "change", "allowed", "")]
    for line in lines:
        change = "-" if line.change is None else f"{line.change:+.1f} %"
        allowed = "-" if line.tolerance is None else f"+{line.tolerance:g} %"
        rows.append((
            line.job, TITLES[line.figure], number(line.kept), number(line.now), change, allowed,
            line.verdict,
        ))
    return text_table(rows)


def moved_calls(job, kept, now):
    """The calls that a job makes more or less often than before, the greatest change first."""
    before = kept["jobs"].get(job, {}).get("by_name", {})
    here = now["jobs"][job]["by_name"]
    change = {name: here.get(name, 0) - before.get(name, 0) for name in {*before, *here} - WAITS}
    moved = [name for name in change if abs(change[name]) >= NOTABLE]
    moved.sort(key=lambda name: (-abs(change[name]), name))
    return [
        f"{job}: {name} {before.get(name, 0):.2f} a file, now {here.get(name, 0):.2f}"
        for name in moved
    ]


def report(kept, now):
    """What to print, and whether something costs more than it may (False if that can't be said)."""
    lines = compare(kept, now)
    worse, better = jobs_with(lines, "WORSE"), jobs_with(lines, "better")
    new = jobs_with(lines, "new")
    parts = [comparison_table(lines)]
    moved = [
        sentence
        for job in dict.fromkeys([*worse, *better])
        for sentence in moved_calls(job, kept, now)
    ]
    if moved:
        parts.append("\n".join(moved))
    differing = differing_facts(kept, now)
    if differing:
        parts.append(
            "Shown, NOT ENFORCED: these counts depend on what is not as it was.\n"
            + "\n".join(f"  {sentence}" for sentence in differing)
            + "\n`./dev bench regress --keep` keeps the figures of this machine."
        )
    elif worse:
        parts.append(
            f"These cost more than they may: {', '.join(worse)}.\n"
            "If the change is worth it, `./dev bench regress --keep` keeps the new figures."
        )
    if not differing and not worse and (better or new):
        parts.append(
            f"Less than was kept, or not kept yet: {', '.join([*better, *new])}.\n"
            "`./dev bench regress --keep` keeps these figures."
        )
    return "\n\n".join(parts), bool(worse) and not differing


def markdown(figures):
    """The figures as docs/benchmarks.md shows them."""
    lines = [
        "| job | " + " | ".join(TITLES.values()) + " |",
        "|-----|" + "----:|" * len(TITLES),
    ]
    for job, costs in figures["jobs"].items():
        cells = [number(costs[figure]) for figure in TITLES]
        lines.append(f"| {job} | " + " | ".join(cells) + " |")
    lines += ["", "The calls of a file:", ""]
    for job, costs in figures["jobs"].items():
        calls = [f"`{name}` {count:.2f}" for name, count in costs["by_name"].items()]
        lines.append(f"- {job}: " + (", ".join(calls) or "none"))
    facts = [f"{name} {value}" for name, value in figures["facts"].items()]
    lines += ["", "Counted with " + ", ".join(facts) + "."]
    return "\n".join(lines)


def fill_page(page, figures):
    """The page with these figures between the two marks; None when it has no such marks."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        return None
    return f"{head}{begin}\n\n{markdown(figures)}\n\n{end}{tail}"
