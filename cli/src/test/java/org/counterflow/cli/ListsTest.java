package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.counterflow.formats.internal.json.JsonReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListsTest {
  private static final Set<String> KEYS = Set.of("id", "kind", "module", "summary", "paper", "order", "evaluations", "stochastic",
      "parameters");
  private static final Set<String> PARAMETER_KEYS = Set.of("name", "default", "min", "max");

  private static List<Map<?, ?>> list(String verb) {
    CliOutput t = CliOutput.of(verb, "--json");
    assertEquals(0, t.status(), t.err());
    return parsed(t.out());
  }

  private static List<Map<?, ?>> parsed(String json) {
    var list = new ArrayList<Map<?, ?>>();
    for (Object o : assertInstanceOf(List.class, JsonReader.parse(json, "output"))) list.add((Map<?, ?>) o);
    return list;
  }

  private static Map<?, ?> entry(String verb, String id) {
    return list(verb).stream().filter(m -> m.get("id").equals(id)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"solvers, solver, dpmpp-2m", "schedules, schedule, edm", "grids, grid, karras", "rules, rule, clip",
      "targets, target, two-moons", "models, model, fashion-mnist"})
  void shape(String verb, String kind, String id) {
    List<Map<?, ?>> all = list(verb);
    for (Map<?, ?> m : all) {
      assertTrue(m.keySet().containsAll(KEYS), () -> m.toString());
      assertEquals(kind, m.get("kind"));
      for (Object p : (List<?>) m.get("parameters")) assertTrue(((Map<?, ?>) p).keySet().containsAll(PARAMETER_KEYS), p::toString);
    }
    assertTrue(all.stream().anyMatch(m -> m.get("id").equals(id)), all::toString);
    assertEquals(all.size(), all.stream().map(m -> m.get("id")).collect(Collectors.toSet()).size());
    CliOutput text = CliOutput.of(verb);
    assertAll(() -> assertEquals(0, text.status()), () -> assertTrue(text.out().contains(id), text.out()));
  }

  @Test
  void claimsOfASolver() {
    Map<?, ?> m = entry("solvers", "dpmpp-2m");
    assertAll(() -> assertEquals("org.counterflow.solvers", m.get("module")), () -> assertEquals(2.0, m.get("order")),
        () -> assertEquals(1L, m.get("evaluations")),
        () -> assertEquals(false, m.get("stochastic")), () -> assertEquals("arXiv:2211.01095", m.get("paper")));
    assertEquals(true, entry("solvers", "ddpm").get("stochastic"));
  }

  @Test
  void numbersOfParametersAreNumbers() {
    List<?> parameters = (List<?>) entry("solvers", "ddim").get("parameters");
    Map<?, ?> eta = (Map<?, ?>) parameters.getFirst();
    assertAll(() -> assertEquals("eta", eta.get("name")), () -> assertEquals(0.0, eta.get("default")),
        () -> assertEquals(0.0, eta.get("min")),
        () -> assertEquals(1.0, eta.get("max")));
  }

  @Test
  void bundledModelSaysWhatItIs() {
    Map<?, ?> m = entry("models", "fashion-mnist");
    assertAll(() -> assertEquals(10, ((List<?>) m.get("classes")).size()), () -> assertEquals("epsilon", m.get("prediction")),
        () -> assertEquals("16", m.get("micro-batch")), () -> assertEquals("MIT", m.get("licence")),
        () -> assertFalse(((String) m.get("summary")).isEmpty()));
  }

  @Test
  void aNetworksPortsWithTheRolesThatSampleWouldTake(@TempDir Path folder) {
    String out = Child.in(folder).run("models", "--model", "fashion-mnist").good().out();
    assertTrue(out.contains("    input   \"timestep\" float[batch]               time\n"), out);
    assertTrue(out.contains("    output  \"out_sample\" float[batch, 1, 28, 28]  raw\n"), out);
    assertTrue(out.contains("    prediction: epsilon\n"), out);
    String said = Child.in(folder).run("models", "--model", "fashion-mnist", "--role", "class=").good().out();
    assertTrue(said.contains("\"class_labels\" int64[batch]           condition\n"), said);
  }

  /** The probe of rows is made once of a file, runtime and processor. */
  @Test
  void whatIsFoundOutOfANetworkIsKept(@TempDir Path folder) {
    String[] one = {"sample", "--count", "1", "--json"};
    Map<String, Object> first = Child.in(folder).with("XDG_CACHE_HOME", folder.resolve("cache").toString()).run(one).good().json();
    Map<String, Object> second = Child.in(folder).with("XDG_CACHE_HOME", folder.resolve("cache").toString()).run(one).good().json();
    Map<String, Object> threads = Child.in(folder).with("XDG_CACHE_HOME", folder.resolve("cache").toString())
        .run("sample", "--count", "1", "--json", "--threads", "1").good().json();
    assertEquals(List.of(31L, 10L, 0L), List.of(first.get("probedRows"), first.get("networkRows"), first.get("paddedRows")));
    assertEquals(List.of(0L, 10L, 0L), List.of(second.get("probedRows"), second.get("networkRows"), second.get("paddedRows")));
    assertEquals(Runtime.getRuntime().availableProcessors() == 1 ? 0L : 31L, threads.get("probedRows"), "of other threads nothing is known");
  }

  @Test
  void backendsSayWhetherTheyWork(@TempDir Path folder) {
    List<Map<?, ?>> all = parsed(Child.in(folder).run("backends", "--json").good().out());
    for (Map<?, ?> m : all) {
      assertTrue(m.keySet().containsAll(Set.of("id", "kind", "available", "reason", "remedy", "devices")), m::toString);
      assertTrue(Set.of("arithmetic", "network").contains(m.get("kind")), m::toString);
      boolean available = (Boolean) m.get("available");
      assertEquals(available, m.get("reason") == null, m::toString);
      assertEquals(available, !((List<?>) m.get("devices")).isEmpty(), m::toString);
      for (Object d : (List<?>) m.get("devices")) {
        assertTrue(((Map<?, ?>) d).keySet().containsAll(Set.of("name", "type", "memoryBytes", "fp64")), d::toString);
        Object memory = ((Map<?, ?>) d).get("memoryBytes");
        assertTrue(memory == null || (Long) memory > 0, d::toString);
      }
    }
    assertTrue(all.stream().anyMatch(m -> m.get("id").equals("java") && (Boolean) m.get("available")), all::toString);
    assertTrue(Child.in(folder).run("backends").good().out().contains("java  arithmetic"));
    assertEquals(List.of(), Child.files(folder));
  }
}
