package org.counterflow.api.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WellKnownTest {
  /** A name in two tables of inputs would have two roles at once. */
  @Test
  void everyInputNameHasOneRole() {
    var seen = new TreeMap<String, Object>();
    WellKnown.NAMES.forEach((role, names) -> {
      if (role.isOutput()) return;
      for (String n : names) assertEquals(null, seen.put(n, role), n);
    });
    for (String n : WellKnown.CONDITIONS) assertEquals(null, seen.put(n, "condition"), n);
    assertTrue(WellKnown.CONDITIONS.containsAll(WellKnown.WHOLE));
  }

  @Test
  void namesAreInTheFormTheyAreComparedIn() {
    var all = new ArrayList<>(WellKnown.CONDITIONS);
    WellKnown.NAMES.values().forEach(all::addAll);
    for (String n : all) assertEquals(n, WellKnown.plain(n));
  }

  @ParameterizedTest
  @CsvSource({"Sample,sample", "time-step,time_step", "x.1,x", "D_x,d_x", "x0,x0", "sample.12,sample", "noise level,noise_level",
      "7,7", "a.b,a_b", ".5,_5"})
  void spellingIsNoDifference(String name, String plain) {
    assertEquals(plain, WellKnown.plain(name));
  }

  @Test
  void theDocumentListsTheSameNames() throws IOException {
    Map<String, Set<String>> listed = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of(System.getProperty("basedir", "."), "..", "docs", "networks.md"))) {
      List<String> cells = List.of(line.split("\\|"));
      if (cells.size() != 3 || !cells.get(2).strip().startsWith("`")) continue;
      var names = new TreeSet<String>();
      for (String n : cells.get(2).split(",")) names.add(n.strip().replace("`", ""));
      listed.put(cells.get(1).strip(), names);
    }
    var expected = new TreeMap<String, Set<String>>();
    WellKnown.NAMES.forEach((role, names) -> expected.put(role.name().toLowerCase(Locale.ROOT), new TreeSet<>(names)));
    expected.put("none: a condition", new TreeSet<>(WellKnown.CONDITIONS));
    assertEquals(expected, listed);
  }
}
