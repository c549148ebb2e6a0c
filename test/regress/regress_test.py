#!/usr/bin/env python3
"""What test/regress/count makes of figures: invented ones, nothing is counted here."""

import collections
import copy
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True  # this folder is for sources

import comparison
import counting
import facts

HERE = pathlib.Path(__file__).resolve().parent
PAGE = HERE.parent.parent / "docs" / "benchmarks.md"

KEPT = {
    "tolerance": {
        "instructions": 3, "calls": 2, "instructions_at_start": 3, "calls_at_start": 2,
    },
    "facts": {"compiler": "clang 19.1.7", "glibc": "2.36"},
    "jobs": {
        "plain": {
            "instructions": 100000, "calls": 10.0, "instructions_at_start": 20000000,
            "calls_at_start": 400, "waits": 1.0, "by_name": {"sendto": 1.0, "recvfrom": 2.0},
        },
        "standing": {
            "instructions": 30000, "calls": 1.0, "instructions_at_start": 20000000,
            "calls_at_start": 400, "waits": 0.5, "by_name": {"newfstatat": 1.0},
        },
    },
}


def counted(**changed):
    """The kept figures, with some of `plain` changed."""
    made = copy.deepcopy({"facts": KEPT["facts"], "jobs": KEPT["jobs"]})
    made["jobs"]["plain"].update(changed)
    return made


class Comparison(unittest.TestCase):
    def verdicts(self, **changed):
        lines = comparison.compare(KEPT, counted(**changed))
        return {line.figure: line.verdict for line in lines if line.job == "plain"}

    def test_same_figures_are_fine(self):
        text, worse = comparison.report(KEPT, counted())
        self.assertFalse(worse)
        self.assertNotIn("WORSE", text)
        self.assertNotIn("--keep", text)

    def test_each_figure_beyond_its_tolerance_is_worse(self):
        for figure in KEPT["tolerance"]:
            with self.subTest(figure):
                allowed = KEPT["tolerance"][figure]
                value = KEPT["jobs"]["plain"][figure] * (1 + (allowed + 0.5) / 100)
                self.assertEqual(self.verdicts(**{figure: value})[figure], "WORSE")
                text, worse = comparison.report(KEPT, counted(**{figure: value}))
                self.assertTrue(worse)
                self.assertIn("cost more than they may: plain.", text)

    def test_figure_within_its_tolerance_is_fine(self):
        within = {"instructions": 102900, "calls": 10.19, "calls_at_start": 393}
        self.assertEqual(set(self.verdicts(**within).values()), {"fine", "not compared"})
        self.assertFalse(comparison.report(KEPT, counted(**within))[1])

    def test_waits_are_not_compared(self):
        text, worse = comparison.report(KEPT, counted(waits=5.0))
        self.assertFalse(worse)
        row = next(line for line in text.splitlines() if "waits" in line)
        self.assertEqual(row.split(), "plain waits a file 1.00 5.00 +400.0 % - not compared".split())

    def test_better_figure_hints_to_keep_it(self):
        text, worse = comparison.report(KEPT, counted(instructions=90000))
        self.assertFalse(worse)
        self.assertIn("better", text)
        self.assertIn("not kept yet: plain.\n`./dev bench regress --keep`", text)

    def test_better_figure_does_not_excuse_a_worse_one(self):
        self.assertTrue(comparison.report(KEPT, counted(instructions=90000, calls=11.0))[1])

    def test_table_shows_kept_now_and_change(self):
        text, _ = comparison.report(KEPT, counted(instructions=110000))
        row = next(line for line in text.splitlines() if "instructions a file" in line)
        self.assertEqual(
            row.split(),
            "plain instructions a file 100,000 110,000 +10.0 % +3 % WORSE".split())

    def test_calls_that_moved_are_named(self):
        by_name = {"sendto": 1.0, "recvfrom": 3.0, "lseek": 0.5, "epoll_wait": 9.0}
        text, _ = comparison.report(KEPT, counted(calls=11.5, by_name=by_name))
        moved = [line for line in text.splitlines() if line.startswith("plain: ")]
        self.assertEqual(moved, [
            "plain: recvfrom 2.00 a file, now 3.00", "plain: lseek 0.00 a file, now 0.50"])

    def test_other_facts_show_but_do_not_enforce(self):
        now = counted(instructions=200000)
        now["facts"] = {"compiler": "GCC 12.2.0", "glibc": "2.36"}
        text, worse = comparison.report(KEPT, now)
        self.assertFalse(worse)
        self.assertIn("WORSE", text)
        self.assertIn("NOT ENFORCED", text)
        self.assertIn("compiler: clang 19.1.7 when they were kept, GCC 12.2.0 here", text)
        self.assertNotIn("glibc", text)

    def test_facts_that_nobody_knows_are_not_alike(self):
        kept, now = copy.deepcopy(KEPT), counted()
        kept["facts"]["glibc"] = now["facts"]["glibc"] = "unknown"
        self.assertEqual(len(comparison.differing_facts(kept, now)), 1)

    def test_job_that_was_not_kept_is_new(self):
        now = counted()
        now["jobs"]["tls"] = now["jobs"]["plain"]
        text, worse = comparison.report(KEPT, now)
        self.assertFalse(worse)
        self.assertIn("not kept yet: tls.", text)

    def test_job_that_was_not_counted_is_left_out(self):
        now = counted()
        del now["jobs"]["plain"]
        self.assertEqual({line.job for line in comparison.compare(KEPT, now)}, {"standing"})

    def test_something_where_nothing_was_is_worse(self):
        line = comparison.Line("plain", "calls", 0, 0.1, 2)
        self.assertEqual(line.verdict, "WORSE")
        self.assertEqual(comparison.Line("plain", "calls", 0, 0, 2).verdict, "fine")

    def test_of_two_counts_the_lesser_is_taken(self):
        first = counted(instructions=90000, calls=12.0)
        again = {"jobs": {"plain": {**KEPT["jobs"]["plain"], "by_name": {"sendto": 9.0}}}}
        comparison.take_lesser(first, again)
        self.assertEqual(list(first["jobs"]), ["plain", "standing"])
        self.assertEqual(first["jobs"]["plain"]["instructions"], 90000)
        self.assertEqual(first["jobs"]["plain"]["calls"], 10.0)
        self.assertEqual(first["jobs"]["plain"]["by_name"], {"sendto": 9.0})


class Counts(unittest.TestCase):
    def test_start_drops_out_of_what_a_file_costs(self):
        few, many = counting.FEW, counting.MANY
        instructions = {1: 5000 + 70, few: 5000 + 70 * few, many: 5000 + 70 * many}
        calls = {
            files: collections.Counter(
                {"openat": 40 + files, "recvfrom": 2 * files, "epoll_wait": 9 + files, "mmap": 30})
            for files in counting.LISTS
        }
        self.assertEqual(counting.figures(instructions, calls), {
            "instructions": 70, "calls": 3.0, "waits": 1.0,
            "instructions_at_start": 5070, "calls_at_start": 41 + 2 + 30,
            "by_name": {"recvfrom": 2.0, "epoll_wait": 1.0, "openat": 1.0},
        })


class Facts(unittest.TestCase):
    def test_clang_is_found_beside_gcc(self):
        gcc = b"  [ 0]  GCC: (Debian 12.2.0-14+deb12u1) 12.2.0\n"
        clang = b"  [27]  Debian clang version 19.1.7 (3~deb12u1)\n"
        self.assertEqual(facts.compiler_in(gcc + clang), "clang 19.1.7")
        self.assertEqual(facts.compiler_in(gcc), "GCC 12.2.0")
        self.assertEqual(facts.compiler_in(b""), "unknown")

    def test_debian_revision_is_left_out(self):
        self.assertEqual(facts.upstream("1:3.19.0-1"), "3.19.0")
        self.assertEqual(facts.upstream("2.36-9+deb12u14"), "2.36")
        self.assertEqual(facts.upstream("1.0"), "1.0")

    def test_processor_counts_by_its_widest_vectors(self):
        self.assertTrue(facts.processor("flags\t\t: sse4_2 avx avx2 avx512f\n").endswith(" avx2"))
        self.assertTrue(facts.processor("flags : sse4_2 avx\n").endswith(" avx"))
        self.assertNotIn("with", facts.processor("Features : asimd\n"))


class Page(unittest.TestCase):
    def test_table_goes_between_the_marks(self):
        page = f"before\n\n{comparison.BEGIN}\nold\n{comparison.END}\n\nafter\n"
        filled = comparison.fill_page(page, KEPT)
        self.assertTrue(filled.startswith("before\n\n") and filled.endswith("\n\nafter\n"))
        self.assertNotIn("old", filled)
        self.assertIn("| plain | 100,000 | 10.00 | 20,000,000 | 400 | 1.00 |", filled)
        self.assertIn("- plain: `sendto` 1.00, `recvfrom` 2.00\n", filled)
        self.assertEqual(comparison.fill_page(filled, KEPT), filled)

    def test_page_without_marks_is_not_filled(self):
        self.assertIsNone(comparison.fill_page("nothing", KEPT))
        self.assertIsNone(comparison.fill_page(comparison.BEGIN, KEPT))

    def test_documents_show_the_kept_figures(self):
        page = PAGE.read_text()
        kept = json.loads((HERE / "figures.json").read_text())
        self.assertEqual(comparison.fill_page(page, kept), page)


class Command(unittest.TestCase):
    def count(self, now, *more):
        with tempfile.TemporaryDirectory() as folder:
            kept, new = (pathlib.Path(folder) / name for name in ("kept.json", "now.json"))
            kept.write_text(json.dumps(KEPT))
            new.write_text(now if isinstance(now, str) else json.dumps(now))
            return subprocess.run(
                [HERE / "count", "--figures", kept, "--compare-only", new, *more],
                check=False, capture_output=True, text=True)

    def test_exit_code_tells_what_came_out(self):
        self.assertEqual(self.count(counted()).returncode, 0)
        self.assertEqual(self.count(counted(calls=11.0)).returncode, 1)
        other = {**counted(calls=11.0), "facts": {"compiler": "another"}}
        self.assertEqual(self.count(other).returncode, 0)

    def test_wrong_usage_is_said(self):
        for more in (("plain",), ("--keep",), ("--nonsense",)):
            with self.subTest(more):
                ended = self.count(counted(), *more)
                self.assertEqual((ended.returncode, ended.stdout), (2, ""))
        unknown = subprocess.run([HERE / "count", "nonsense"], check=False, capture_output=True)
        self.assertEqual(unknown.returncode, 2)
        self.assertIn(b"there is no job nonsense", unknown.stderr)

    def test_file_without_figures_is_told(self):
        for text in ("{", "[]", "{}"):
            with self.subTest(text):
                ended = self.count(text)
                self.assertEqual(ended.returncode, 3)
                self.assertIn("now.json: ", ended.stderr)

    def test_missing_program_is_told(self):
        with tempfile.TemporaryDirectory() as folder:
            ended = subprocess.run(
                [HERE / "count", "--haul", f"{folder}/haul"], check=False, capture_output=True)
        self.assertEqual((ended.returncode, ended.stdout), (3, b""))


if __name__ == "__main__":
    unittest.main()
