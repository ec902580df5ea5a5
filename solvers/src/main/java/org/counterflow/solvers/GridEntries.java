package org.counterflow.solvers;

import static org.counterflow.api.catalogue.Parameter.choice;
import static org.counterflow.api.catalogue.Parameter.integer;
import static org.counterflow.api.catalogue.Parameter.number;
import static org.counterflow.api.catalogue.Parameter.numbers;

import java.util.List;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.solvers.grid.Explicit;
import org.counterflow.solvers.grid.Final;
import org.counterflow.solvers.grid.Karras;
import org.counterflow.solvers.grid.Leading;
import org.counterflow.solvers.grid.Linspace;
import org.counterflow.solvers.grid.LogSnr;
import org.counterflow.solvers.grid.PerStep;
import org.counterflow.solvers.grid.Trailing;

/** The catalogue's time grids. */
final class GridEntries {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private GridEntries() {}

  static List<Entry<TimeGrid>> list() {
    return List.of(
        Entry.of(Kind.GRID, "trailing", "equal steps in time from pure noise to clean data; the default", "arXiv:2305.08891",
            a -> new Trailing()),
        Entry.of(Kind.GRID, "leading", "equal steps in time up from the beginning, then clean data", "",
            a -> new Leading(a.integer("offset"), PerStep.parse(a.text("divisor"))),
            integer("offset", 0, 0, 1_000_000, "entries towards noise (diffusers: steps_offset)"),
            choice("divisor", "parts of the table for n steps: n (diffusers' DDIM and Euler families), n+1 (its DPM-Solver family)",
                "n", "n+1")),
        Entry.of(Kind.GRID, "linspace", "equal steps in time between the ends, then clean data", "",
            a -> new Linspace(PerStep.parse(a.text("points"))),
            choice("points", "times for n steps: n+1 without the earliest (diffusers' DPM-Solver family), n with it (its DDIM family)",
                "n+1", "n")),
        Entry.of(Kind.GRID, "karras", "equal steps in a root of sigma/alpha, then clean data", "arXiv:2206.00364",
            a -> new Karras(a.number("rho"), a.number("from"), a.number("to")),
            number("rho", 7, 1, 1000, "the root; larger puts more nodes near data"),
            number("from", INFINITY, 0, INFINITY, "sigma/alpha of the first node; inf is the schedule's latest point"),
            number("to", 0, 0, INFINITY, "sigma/alpha of the last node before clean data; 0 is the schedule's earliest point")),
        Entry.of(Kind.GRID, "log-snr", "equal steps in lambda, without clean data", "arXiv:2206.00927",
            a -> new LogSnr(a.number("from"), a.number("to")),
            number("from", -INFINITY, -INFINITY, INFINITY, "lambda of the first node; -inf is the schedule's latest point"),
            number("to", INFINITY, -INFINITY, INFINITY, "lambda of the last node; inf is the schedule's earliest point")),
        Entry.of(Kind.GRID, "explicit", "given times", "",
            a -> Explicit.of(a.numbers("times")),
            numbers("times", "in the schedule's time from noise to data, with / between them, one more than there are steps")),
        Entry.around(Kind.GRID, "final", "another grid with another end", "",
            a -> new Final(a.inner(Kind.GRID, 0), Final.At.parse(a.text("at"))),
            choice("at", "clean data, the schedule's earliest point, or the last place before clean data (diffusers: final_sigmas_type)",
                "zero", "sigma-min", "none")));
  }
}
