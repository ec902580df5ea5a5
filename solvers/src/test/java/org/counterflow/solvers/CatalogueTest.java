package org.counterflow.solvers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.MixtureTarget;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Guidance;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.solver.Solver;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Parts by name. */
class CatalogueTest {
  /** Other names, whose parts print as what they are. */
  private static final Set<String> ALIASES = Set.of("euler", "euler-a", "consistency", "flow-map", "flow-euler", "flow-heun", "exp-rk-1", "exp-rk-2", "exp-rk-3", "exp-rk-4",
      "exp-rk-5", "exp-rk-6", "exp-heun-2-x0", "res-2s", "res-3s", "dpm-2", "dpm-fast", "dpm-solver-1s", "predictor-corrector",
      "dpm-2-a", "dpmpp-2s-a",
      "unip", "res-2m", "res-multistep", "deis-rhoab", "ipndm-v",
      "polyexponential", "lu", "simple", "ddim-uniform", "discrete", "beta57");
  /** What parameters of the type TEXT may be, but for lower-order-final. */
  private static final Map<String, String> TEXTS = Map.of("and", "picture", "tableau", "cox-matthews", "corrector-off", "0/2", "time",
      "0.002/80", "share", "1@20/0@0.2");
  private static final Catalogue CATALOGUE = Catalogue.of(List.of(new Parts()));

  static Stream<Named<Entry<?>>> entries() {
    return new Parts().entries().stream().map(e -> Named.of(e.kind() + " " + e.id(), e));
  }

  private static String inner(Entry<?> e) {
    if (e.inner() == 2) return "(leading,karras:rho=5)";
    if (e.kind().equals(Kind.SCHEDULE) && e.inner() == 1) return "(cosine)";
    return e.inner() == 0 ? "" : e.kind().equals(Kind.GRID) ? "(karras:rho=5)" : e.id().equals("adaptive") ? "(rk-dopri5)" : "(heun)";
  }

  /** A value other than the default, if the range has one. */
  private static String other(Parameter<?> p) {
    return switch (p.type()) {
      case CHOICE -> p.choices().get(1);
      case NUMBERS -> "0.9/0.5/0.25";
      case TEXT -> TEXTS.getOrDefault(p.name(), "always");
      case INTEGER -> {
        int d = Integer.parseInt(p.defaultText());
        yield Integer.toString(d < p.max() ? d + 1 : d - 1);
      }
      case NUMBER -> {
        if (p.isRequired()) yield p.max() <= 1 ? "0.5" : "2.5";
        double d = Double.parseDouble(p.defaultText().replace("inf", "Infinity"));
        if (Double.isInfinite(d)) yield d > 0 ? "12.5" : "-2.5";
        yield Parameter.text(d == 0 ? 0.25 : d * 0.9);
      }
    };
  }

  @SuppressWarnings("unchecked")
  private static Object find(Entry<?> e, String text) {
    return CATALOGUE.find((Kind<Object>) e.kind(), text);
  }

  private static void assertEqualParts(Object a, Object b) {
    if (a instanceof MixtureTarget s && b instanceof MixtureTarget t) {
      assertArrayEquals(s.mixture().means(), t.mixture().means());
      assertEquals(s.mixture().deviation(0), t.mixture().deviation(0));
    } else {
      assertEquals(a, b);
      assertEquals(a.hashCode(), b.hashCode());
    }
    assertEquals(a.toString(), b.toString());
  }

  private static boolean isAlias(Entry<?> e) {
    return ALIASES.contains(e.id());
  }

  /** {@code name=value} for each parameter that must be given. */
  private static List<String> required(Entry<?> e) {
    return e.parameters().stream().filter(Parameter::isRequired).map(p -> p.name() + "=" + other(p)).toList();
  }

  private static String text(Entry<?> e, List<String> assignments) {
    return e.id() + inner(e) + (assignments.isEmpty() ? "" : ":" + String.join(",", assignments));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void aPartWithNothingButWhatItNeedsPrintsAsThat(Entry<?> e) {
    Object part = find(e, text(e, required(e)));
    if (!isAlias(e)) assertEquals(text(e, required(e)), part.toString());
    assertEqualParts(part, find(e, part.toString()));
  }

  /** A parameter that the part has mixed up with another would change the other's text. */
  @ParameterizedTest
  @MethodSource("entries")
  void eachParameterChangesItsOwnText(Entry<?> e) {
    Object plain = find(e, text(e, required(e)));
    for (Parameter<?> p : e.parameters()) {
      List<String> given = e.parameters().stream().filter(q -> q == p || q.isRequired()).map(q -> q.name() + "=" + other(q)).toList();
      Object part = find(e, text(e, given));
      assertEqualParts(part, find(e, part.toString()));
      // Without noise no rule for it counts.
      if (!p.isRequired() && !(e.part() == Solvers.DDIM && p.name().equals("eta-rule")))
        assertNotEquals(plain.toString(), part.toString(), p.name());
      // An alias prints as another part, ddim with noise is one, and solved weights follow from vary.
      if (!isAlias(e) && e.part() != Solvers.DDIM) assertEquals(text(e, given), part.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void allParametersAtOnceComeBack(Entry<?> e) {
    Object part = find(e, text(e, e.parameters().stream().map(p -> p.name() + "=" + other(p)).toList()));
    assertEqualParts(part, find(e, part.toString()));
    if (!isAlias(e) && e.part() != Solvers.DDIM)
      for (Parameter<?> p : e.parameters()) assertTrue(part.toString().contains(p.name() + "=" + other(p)), part + " lacks " + p.name());
  }

  @ParameterizedTest
  @MethodSource("entries")
  void theNoArgumentConstructorHasTheDefaults(Entry<?> e) throws ReflectiveOperationException {
    for (Constructor<?> c : e.part().type().getDeclaredConstructors()) {
      if (c.getParameterCount() == 0 && Modifier.isPublic(c.getModifiers()) && e.inner() == 0 && !isAlias(e))
        assertEquals(find(e, e.id()), c.newInstance());
    }
  }

  @Test
  void mostPartsHaveOne() {
    long with = entries().filter(n -> Stream.of(n.getPayload().part().type().getDeclaredConstructors())
        .anyMatch(c -> c.getParameterCount() == 0 && Modifier.isPublic(c.getModifiers()))).count();
    assertTrue(with >= 15, with + " parts can be made without an argument");
  }

  /** A class that declares a part and is not listed would be forgotten. */
  @Test
  void everyDeclarationIsListed() throws Exception {
    Set<String> listed = new Parts().entries().stream().map(e -> e.part().type().getName() + " " + e.id()).collect(Collectors.toSet());
    int seen = 0;
    for (Class<?> c : classes()) {
      for (Field f : c.getDeclaredFields()) {
        if (f.getType() != Part.class || !Modifier.isPublic(f.getModifiers())) continue;
        var part = (Part<?>) f.get(null);
        seen++;
        // The name ddim is that of the step with noise, too.
        if (!part.id().equals("ddim")) assertTrue(listed.contains(c.getName() + " " + part.id()), c + " declares " + part.id());
      }
    }
    assertTrue(seen >= 20, seen + " declarations");
  }

  /** What implements a kind and can be seen must be a part. */
  @Test
  void everyPartIsDeclared() throws Exception {
    Set<Class<?>> declared = new Parts().entries().stream().<Class<?>>map(e -> e.part().type()).collect(Collectors.toSet());
    var kinds = List.of(Solver.class, NoiseSchedule.class, TimeGrid.class, Guidance.class, OutputRule.class, Target.class);
    for (Class<?> c : classes()) {
      if (Modifier.isPublic(c.getModifiers()) && !c.isInterface() && kinds.stream().anyMatch(k -> k.isAssignableFrom(c)))
        assertTrue(declared.contains(c), c.getName());
    }
  }

  private static List<Class<?>> classes() throws Exception {
    Path root = Path.of(Parts.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    var all = new ArrayList<Class<?>>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path f : files.filter(f -> f.toString().endsWith(".class") && !f.endsWith("module-info.class")).toList())
        all.add(Class.forName(root.relativize(f).toString().replace(".class", "").replace(File.separatorChar, '.')));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("entries")
  void eachEntryExplainsItself(Entry<?> e) {
    assertFalse(e.summary().isBlank());
    assertTrue(e.paper().isEmpty() || e.paper().matches("arXiv:\\d{4}\\.\\d{5}"), e.paper());
    for (Parameter<?> p : e.parameters()) assertFalse(p.summary().isBlank(), p.name());
    if (e.kind().equals(Kind.SOLVER) && e.inner() == 0) assertTrue(e.traits() != null, "traits");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "ddim:eta=0.5 | ancestral(ddim):eta=0.5",
      "ddim:eta=0 | ddim",
      "ddim:eta=0.5,eta-rule=cps | ancestral(ddim):eta=0.5,eta-rule=cps",
      "predictor-corrector:times=2 | langevin(euler-maruyama):times=2",
      "dpm-2-a:eta=0.5 | ancestral(dpm-solver-2s):eta=0.5",
      "euler | ddim",
      "euler-a | ancestral(ddim)",
      "euler-a:eta=0.5,s-noise=1.003 | ancestral(ddim):eta=0.5,s-noise=1.003",
      "ancestral(unipc:order=3):eta=1 | ancestral(unipc:order=3)",
      "ddpm:variance=small | ddpm",
      "heun:variable=time | heun:variable=time",
      "dpmpp-2m:correction=midpoint,lower-order-final=below-15 | dpmpp-2m",
      "dpmpp-2m:correction=heun,lower-order-final=below-10 | dpmpp-2m:correction=heun,lower-order-final=below-10",
      "unipc:order=2,b=bh2,low-order-weights=half,lower-order-final=below-15 | unipc",
      "unipc:b=vary | unipc:b=vary,low-order-weights=solved"})
  void solversPrintInOneWay(String text, String canonical) {
    assertEquals(canonical, CATALOGUE.find(Kind.SOLVER, text).toString());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "linear:beta-start=1e-4,beta-end=0.02 | linear",
      "linear:beta-start=0.0002 | linear:beta-start=2.0e-4",
      "linear:initial-scale=sigma | linear:initial-scale=sigma",
      "scaled-linear:beta-start=0.00085,beta-end=0.012,steps=1000 | scaled-linear",
      "cosine:steps=100,initial-scale=total | cosine:steps=100,initial-scale=total",
      "edm:sigma-min=0.002,sigma-max=80 | edm",
      "edm:initial-scale=total | edm:initial-scale=total",
      "vp:beta-min=0.1,beta-max=20 | vp",
      "rectified-flow:shift=3 | rectified-flow:shift=3",
      "li-two-phase:c0=2,c1=6 | li-two-phase"})
  void schedulesPrintInOneWay(String text, String canonical) {
    assertEquals(canonical, CATALOGUE.find(Kind.SCHEDULE, text).toString());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "final(karras:rho=5):at=zero | final(karras:rho=5)",
      "final(final(log-snr)):at=none | final(final(log-snr)):at=none",
      "karras:rho=7,from=40,to=0.02 | karras:from=40,to=0.02",
      "log-snr:from=-4,to=3 | log-snr:from=-4,to=3",
      "linspace:points=n | linspace:points=n",
      "leading:offset=1,divisor=n+1 | leading:offset=1,divisor=n+1",
      "explicit:times=999/500.5/-1 | explicit:times=999/500.5/-1",
      "explicit:1/0.5/0 | explicit:times=1/0.5/0"})
  void gridsPrintInOneWay(String text, String canonical) {
    assertEquals(canonical, CATALOGUE.find(Kind.GRID, text).toString());
  }

  @Test
  void theServiceIsFound() {
    assertTrue(Catalogue.installed().list(Kind.SOLVER).stream().anyMatch(l -> l.entry().id().equals("unipc")));
  }

  @Test
  void wrongTextsAreExplained() {
    assertMessage("unipc: lower-order-final must be never, always, last, below-N or below-N-or-last with a number of steps N (below-15), was \"sometimes\"",
        "unipc:lower-order-final=sometimes");
    assertMessage("unipc: order must be in 1 to 4, was 5", "unipc:order=5");
    assertMessage("dpmpp-2m: correction must be one of midpoint, heun, was \"taylor\"", "dpmpp-2m:correction=taylor");
    var e = assertThrows(IllegalArgumentException.class, () -> CATALOGUE.find(Kind.SOLVER, "dpmpp2m"));
    assertTrue(e.getMessage().startsWith("no solver \"dpmpp2m\"; nearest: dpmpp-2m. Installed: ddim, euler"), e.getMessage());
    long all = new Parts().entries().stream().filter(p -> p.kind().equals(Kind.SOLVER)).count();
    assertTrue(e.getMessage().endsWith(" and " + (all - 20) + " more (org.counterflow.solvers)"), e.getMessage());
  }

  @Test
  void whatALearnedVarianceNeedsIsSaid() {
    Target t = CATALOGUE.find(Kind.TARGET, "mixture");
    Sampler s = Sampler.of(t.score()).solver(CATALOGUE.find(Kind.SOLVER, "ddpm:variance=learned")).grid(Grids.karras(7)).steps(4);
    String said = assertThrows(IllegalArgumentException.class, () -> s.sample(t.shape(), Seeds.of(1))).getMessage();
    assertEquals("ddpm:variance=learned needs a network with an output \"variance\", this one has no further outputs than []: take "
        + "variance=small or large", said);
  }

  @Test
  void aTargetsRecipeSaysWhoseItIs() {
    Target t = CATALOGUE.find(Kind.TARGET, "two-moons:deviation=0.2");
    try (Samples r = Sampler.of(t.score()).solver(Solvers.ddim()).grid(Grids.karras(7)).steps(2).sample(t.shape(), Seeds.of(1))) {
      assertEquals("two-moons:deviation=0.2", r.recipe().find("target"));
    }
    assertEquals("gaussian: deviation must be in 1.0e-6 to 1000000, was 0",
        assertThrows(IllegalArgumentException.class, () -> CATALOGUE.find(Kind.TARGET, "gaussian:deviation=0")).getMessage());
  }

  private static void assertMessage(String message, String solver) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, () -> CATALOGUE.find(Kind.SOLVER, solver)).getMessage());
  }
}
