package org.counterflow.solvers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.Parameter;
import org.counterflow.api.catalogue.Target;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Parts by name. */
class CatalogueTest {
  private static final Catalogue CATALOGUE = Catalogue.of(List.of(new Parts()));

  static Stream<Named<Entry<?>>> entries() {
    return new Parts().entries().stream().map(e -> Named.of(e.kind() + " " + e.id(), e));
  }

  private static String inner(Entry<?> e) {
    return e.inner() == 0 ? "" : e.kind().equals(Kind.GRID) ? "(karras:rho=5)" : "(heun)";
  }

  /** A value other than the default, if the range has one. */
  private static String other(Parameter p) {
    return switch (p.type()) {
      case CHOICE -> p.choices().get(1);
      case NUMBERS -> "0.9/0.5/0.25";
      case TEXT -> "never";
      case INTEGER -> Integer.toString(Integer.parseInt(p.byDefault()) + 1);
      case NUMBER -> {
        if (p.byDefault().isEmpty()) yield "2.5";
        double d = Double.parseDouble(p.byDefault().replace("inf", "Infinity"));
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
    if (a instanceof Target s && b instanceof Target t) {
      assertArrayEquals(s.mixture().means(), t.mixture().means());
      assertEquals(s.mixture().deviation(0), t.mixture().deviation(0));
    } else {
      assertEquals(a, b);
      assertEquals(a.hashCode(), b.hashCode());
    }
    assertEquals(a.toString(), b.toString());
  }

  @ParameterizedTest
  @MethodSource("entries")
  void thePlainIdGivesAPartThatPrintsAsIt(Entry<?> e) {
    if (e.parameters().stream().anyMatch(p -> p.byDefault().isEmpty())) return;
    Object part = find(e, e.id() + inner(e));
    // Two names for one thing, and what a third party's toString() spells in full.
    if (!List.of("euler", "euler-a", "edm", "log-sigma").contains(e.id()) || e.kind().equals(Kind.SCHEDULE))
      assertEquals(e.id() + inner(e), part.toString());
    assertEqualParts(part, find(e, part.toString()));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void eachParameterComesBack(Entry<?> e) {
    String required = e.parameters().stream().filter(p -> p.byDefault().isEmpty()).map(p -> p.name() + "=" + other(p)).findFirst()
        .orElse("");
    Object plain = required.isEmpty() ? find(e, e.id() + inner(e)) : find(e, e.id() + inner(e) + ":" + required);
    for (Parameter p : e.parameters()) {
      String given = p.name() + "=" + other(p);
      String text = e.id() + inner(e) + ":" + (required.isEmpty() || required.startsWith(p.name() + "=") ? given : required + "," + given);
      Object part = find(e, text);
      assertEqualParts(part, find(e, part.toString()));
      if (!p.byDefault().isEmpty()) assertFalse(part.toString().equals(plain.toString()), text + " prints as the default, " + part);
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void eachEntryExplainsItself(Entry<?> e) {
    assertFalse(e.summary().isBlank());
    assertTrue(e.paper().isEmpty() || e.paper().matches("arXiv:\\d{4}\\.\\d{5}"), e.paper());
    for (Parameter p : e.parameters()) assertFalse(p.summary().isBlank(), p.name());
    if (e.kind().equals(Kind.SOLVER) && e.inner() == 0) assertTrue(e.traits() != null, "traits");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "ddim:eta=0.5 | ancestral(ddim):eta=0.5",
      "ddim:eta=0 | ddim",
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
    assertMessage("lower-order-final must be never, always or below-N with a number of steps N (below-15), was \"sometimes\"",
        "unipc:lower-order-final=sometimes");
    assertMessage("solver \"unipc\": order must be in 1 to 4, was 5", "unipc:order=5");
    assertMessage("solver \"dpmpp-2m\": correction must be one of midpoint, heun, was \"taylor\"", "dpmpp-2m:correction=taylor");
    var e = assertThrows(IllegalArgumentException.class, () -> CATALOGUE.find(Kind.SOLVER, "dpmpp2m"));
    assertTrue(e.getMessage().startsWith("no solver \"dpmpp2m\"; nearest: dpmpp-2m. Installed: ddim, euler"), e.getMessage());
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
    assertEquals("target \"gaussian\": deviation must be in 1.0e-6 to 1000000, was 0",
        assertThrows(IllegalArgumentException.class, () -> CATALOGUE.find(Kind.TARGET, "gaussian:deviation=0")).getMessage());
  }

  private static void assertMessage(String message, String solver) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, () -> CATALOGUE.find(Kind.SOLVER, solver)).getMessage());
  }
}
