package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.api.Test;

/** What the core computes, to the bit, as it was when {@code frozen/states.tsv} was written; see the README beside it. */
class FrozenCoreTest {
  private static final String TABLE = "states.tsv";
  private static final String MENDED = "mended.tsv";
  private static final String CLAMPED = "clamped.tsv";
  private static final String FAILED = "failed: ";
  private static final int SHOWN = 10;

  @Test
  void finalStatesAreTheRecordedOnes() throws IOException {
    var faults = new ArrayList<String>();
    Map<String, String> now = states(FrozenCases.all(), faults);
    if (FrozenFiles.writing("states")) {
      now.forEach((key, state) -> {
        if (state.startsWith(FAILED)) faults.add(key + ": " + state);
      });
      none(faults, "runs cannot be recorded");
      Map<String, String> was = FrozenFiles.table(TABLE), mended = new LinkedHashMap<>(now);
      mended.entrySet().removeIf(e -> e.getValue().equals(was.get(e.getKey())));
      FrozenFiles.write(MENDED, lines(mended));
    }
    faults.addAll(differences(recorded(), now));
    none(faults, "faults in " + now.size() + " final states");
  }

  /** Which runs of networks end elsewhere where labels beyond their table are moved to its ends, and where. */
  @Test
  void clampedLabelsMoveTheRecordedOnes() throws IOException {
    var faults = new ArrayList<String>();
    Map<String, String> moved = states(FrozenCases.clamped(), faults), table = recorded();
    int all = moved.size();
    moved.entrySet().removeIf(e -> e.getValue().equals(table.get(e.getKey())));
    if (FrozenFiles.writing("states")) FrozenFiles.write(CLAMPED, lines(moved));
    faults.addAll(differences(FrozenFiles.table(CLAMPED), moved));
    none(faults, "faults in " + all + " final states");
  }

  /** The table, but for what was mended since. */
  private static Map<String, String> recorded() throws IOException {
    Map<String, String> all = FrozenFiles.table(TABLE);
    FrozenFiles.table(MENDED).forEach((key, hash) -> {
      if (all.put(key, hash) == null) throw new AssertionError("frozen/" + MENDED + " has a run that was never recorded: " + key);
    });
    return all;
  }

  private static Map<String, String> states(List<FrozenCase> cases, List<String> faults) {
    var now = new LinkedHashMap<String, String>();
    for (String id : List.of("java", "cpu-vector"))
      for (Precision p : List.of(Precision.F32, Precision.F64))
        try (Backend b = Backends.installed().open(id, Options.defaults().in(p))) {
          for (FrozenCase c : cases) {
            String state = state(c, b);
            assertNull(now.put(c.key(b), state), () -> "two runs of one key: " + c.key(b));
            if (c.refused() != null && c.refused().sum() == 0) faults.add(c.key(b) + ": no step was refused");
          }
        }
    return now;
  }

  /** Of a run that fails, the failure: the others are still to be told. */
  private static String state(FrozenCase c, Backend b) {
    try {
      return c.hash(b);
    } catch (RuntimeException e) {
      return FAILED + e;
    }
  }

  private static String lines(Map<String, String> states) {
    var text = new StringBuilder();
    states.forEach((key, hash) -> text.append(key).append('\t').append(hash).append('\n'));
    return text.toString();
  }

  private static List<String> differences(Map<String, String> was, Map<String, String> now) {
    var keys = new LinkedHashMap<>(was);
    keys.putAll(now);
    return keys.keySet().stream().filter(k -> !now.getOrDefault(k, "").equals(was.get(k)))
        .map(k -> k + ": recorded " + was.getOrDefault(k, "nothing") + ", is " + now.getOrDefault(k, "not run")).toList();
  }

  private static void none(List<String> faults, String what) {
    if (!faults.isEmpty())
      fail(faults.size() + " " + what + "; the first:\n  " + String.join("\n  ", faults.subList(0, Math.min(SHOWN, faults.size()))));
  }

  /** The table is of one day and never made again: later solvers are not in it, and none of it may leave the catalogue. */
  @Test
  void everySolverThatIsRecordedIsInTheCatalogue() throws IOException {
    var recorded = new TreeSet<String>();
    for (String key : FrozenFiles.table(TABLE).keySet()) recorded.add(key.split("[ :(]")[0]);
    var of = new TreeSet<>(List.of("accelerated-ode", "accelerated-sde", "ancestral", "ddim", "ddpm", "ddpm-li", "dpmpp-2m", "euler", "euler-a", "heun",
        "pf-ode-li", "unipc"));
    assertTrue(recorded.containsAll(of), recorded::toString);
    for (Catalogue.Listed l : Catalogue.installed().list(Kind.SOLVER)) of.remove(l.entry().id());
    assertEquals(new TreeSet<>(), of);
  }

  @Test
  void backendsAreRecordedWithEqualBits() throws IOException {
    Map<String, String> table = FrozenFiles.table(TABLE);
    for (String key : table.keySet())
      assertEquals(table.get(key), table.get(key.replace(" | java | ", " | cpu-vector | ")), key);
  }
}
