package org.counterflow.api.part;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A declaration: what is said once of a part is what is read, checked, made and printed. */
class PartTest {
  private enum Way {
    STRAIGHT, ROUND_ABOUT, N_PLUS_1;

    @Override
    public String toString() {
      return this == N_PLUS_1 ? "n+1" : name();
    }
  }

  private record Wheel(double size, int spokes, Way way) {
    private static final Parameter<Double> SIZE = Parameter.number("size", 0.5, 0, 10, "in metres").above();
    private static final Parameter<Integer> SPOKES = Parameter.integer("spokes", 16, 3, 64, "how many");
    private static final Parameter<Way> WAY = Parameter.choice("way", Way.ROUND_ABOUT, "which");
    static final Part<Wheel> PART = Part.of(Wheel.class, "wheel", "It turns.", "").with(SIZE, Wheel::size).with(SPOKES, Wheel::spokes)
        .with(WAY, Wheel::way).made(a -> new Wheel(a.get(SIZE), a.get(SPOKES), a.get(WAY)));

    Wheel {
      PART.checked(SIZE, size);
      PART.checked(SPOKES, spokes);
    }

    Wheel() {
      this(SIZE.byDefault(), SPOKES.byDefault(), WAY.byDefault());
    }

    @Override
    public String toString() {
      return PART.text(this);
    }
  }

  private record Axle(Object left, Object right, double length) {
    private static final Parameter<Double> LENGTH = Parameter.number("length", 1, 0, Double.POSITIVE_INFINITY, "in metres");
    static final Part<Axle> PART = Part.of(Axle.class, "axle", "Between two.", "").around(Axle::left).around(Axle::right)
        .with(LENGTH, Axle::length).made(a -> new Axle(a.inner(0, Object.class), a.inner(1, Object.class), a.get(LENGTH)));

    @Override
    public String toString() {
      return PART.text(this);
    }
  }

  private static void says(String message, Executable wrong) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, wrong).getMessage());
  }

  private static Wheel wheel(String... given) {
    return Wheel.PART.make(List.of(), given.length == 0 ? Map.of() : Map.of(given[0], given[1]));
  }

  @Test
  void whatIsNotGivenHasItsDefault() {
    assertEquals(new Wheel(0.5, 16, Way.ROUND_ABOUT), wheel());
    assertEquals(wheel(), new Wheel());
    assertEquals("wheel", wheel().toString());
    assertEquals(new Wheel(0.5, 16, Way.STRAIGHT), wheel("way", "straight"));
    assertEquals(new Wheel(0.5, 16, Way.N_PLUS_1), wheel("way", "n+1"));
    assertEquals(new Wheel(2, 16, Way.ROUND_ABOUT), Wheel.PART.make(Wheel.PART.arguments().with(Wheel.SIZE, 2.0)));
  }

  @Test
  void aValuePrintsWhatDiffers() {
    assertEquals("wheel:size=2,way=straight", new Wheel(2, 16, Way.STRAIGHT).toString());
    assertEquals("wheel:spokes=3,way=n+1", new Wheel(0.5, 3, Way.N_PLUS_1).toString());
    assertEquals("axle(wheel,wheel:size=0.25):length=3", new Axle(new Wheel(), new Wheel(0.25, 16, Way.ROUND_ABOUT), 3).toString());
    assertEquals("axle(wheel,wheel)", Axle.PART.make(List.of(wheel(), wheel()), Map.of()).toString());
    assertEquals("wheel:size=2", Wheel.PART.arguments().with(Wheel.SIZE, 2.0).text());
  }

  @Test
  void aRangeIsSaidInOneWay() {
    assertEquals("above 0 and at most 10", Wheel.SIZE.range());
    assertEquals("in 3 to 64", Wheel.SPOKES.range());
    assertEquals("at least 0", Axle.LENGTH.range());
    assertEquals("", Wheel.WAY.range());
    assertEquals("above 0 and below 1", Parameter.number("x", 0.5, 0, 1, "").above().below().range());
    assertEquals(List.of("round-about", "straight", "n+1"), Wheel.WAY.choices());
    says("wheel: size must be above 0 and at most 10, was 0", () -> new Wheel(0, 16, Way.STRAIGHT));
    says("wheel: size must be above 0 and at most 10, was 0", () -> wheel("size", "0"));
    says("wheel: size must be above 0 and at most 10, was NaN", () -> new Wheel(Double.NaN, 16, Way.STRAIGHT));
    says("wheel: spokes must be in 3 to 64, was 65", () -> new Wheel(1, 65, Way.STRAIGHT));
    says("wheel: spokes must be in 3 to 64, was 65", () -> wheel("spokes", "65"));
    says("wheel: spokes must be in 3 to 64, was 1e300", () -> wheel("spokes", "1e300"));
    says("wheel: spokes must be in 3 to 64, was 2", () -> Wheel.PART.arguments().with(Wheel.SPOKES, 2));
    says("wheel: spokes must be a whole number, was 3.5", () -> wheel("spokes", "3.5"));
    says("wheel: way must be one of round-about, straight, n+1, was \"ROUND_ABOUT\"", () -> wheel("way", "ROUND_ABOUT"));
    says("wheel has no parameter \"colour\"; it has size, spokes, way", () -> wheel("colour", "red"));
    assertEquals(10, new Wheel(10, 64, Way.STRAIGHT).size());
  }

  @Test
  void whatMustBeGivenIsAskedFor() {
    Parameter<Double> weight = Parameter.number("weight", 0, 10, "of it");
    Part<String> part = Part.of(String.class, "scale", "", "").with(weight).made(a -> "made of " + a.get(weight));
    assertTrue(weight.isRequired() && weight.defaultText().isEmpty());
    assertThrows(IllegalStateException.class, weight::byDefault);
    says("scale needs weight: of it", () -> part.make(List.of(), Map.of()));
    assertEquals("made of 3.0", part.make(List.of(), Map.of("weight", "3")));
    assertEquals("scale:weight=3", part.arguments().with(weight, 3.0).text());
  }

  @Test
  void aTextThatIsAloneGoesWithoutItsName() {
    Parameter<String> file = Parameter.text("file", "which");
    Parameter<Integer> word = Parameter.parsed("word", 1, Integer::valueOf, "read by somebody else");
    assertEquals("data:a=b,c.npy", Part.of(String.class, "data", "", "").with(file).arguments().with(file, "a=b,c.npy").text());
    assertEquals("some:word=2", Part.of(String.class, "some", "", "").with(word).arguments().with(word, 2).text());
    says("some: file is empty", () -> Part.of(String.class, "some", "", "").with(file).made(a -> "").make(List.of(), Map.of("file", "")));
  }

  @Test
  void anotherNameHasTheSameParameters() {
    Part<Wheel> round = Wheel.PART.named("round", "The same.");
    assertEquals("round", round.id());
    assertEquals(new Wheel(2, 16, Way.ROUND_ABOUT), round.make(List.of(), Map.of("size", "2")));
    says("round: size must be above 0 and at most 10, was 11", () -> round.make(List.of(), Map.of("size", "11")));
    Part<Axle> pair = Axle.PART.named("pair", "Of two.", wheel(), wheel());
    assertEquals(0, pair.inner());
    assertEquals(new Axle(wheel(), wheel(), 4), pair.make(List.of(), Map.of("length", "4")));
  }

  @Test
  void whatIsDeclaredWronglyIsSaid() {
    assertThrows(IllegalArgumentException.class, () -> Part.of(String.class, "Two Words", "", ""));
    assertThrows(IllegalArgumentException.class, () -> Part.of(String.class, "a", "", "").with(Wheel.SIZE, Wheel.SIZE));
    assertThrows(IllegalStateException.class, () -> Part.of(String.class, "a", "", "").make(List.of(), Map.of()));
    assertThrows(IllegalStateException.class, () -> Part.of(String.class, "a", "", "").with(Wheel.SIZE).text("x"));
    says("\"way\" is no parameter of axle, as it is declared", () -> Axle.PART.arguments(1, 2).get(Wheel.WAY));
    says("axle takes 2 parts in brackets, not 1", () -> Axle.PART.arguments(wheel()));
    assertFalse(Wheel.SIZE.isRequired());
  }
}
