package org.counterflow.solvers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.OwnPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a network of each process is told at the places of a run. */
class LabelsTest {
  private static final Catalogue CATALOGUE = Catalogue.of(List.of(new Parts()));

  private static TimeLabel label(String text) {
    return CATALOGUE.find(Kind.TIME, text);
  }

  private static NoiseSchedule schedule(String text) {
    return CATALOGUE.find(Kind.SCHEDULE, text);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      // The middle of a table of 1000 lies between two entries.
      "step | linear | 0 | 499.5 | 999",
      "step | scaled-linear | 0 | 499.5 | 999",
      "step | cosine:steps=100 | 0 | 49.5 | 99",
      "step | betas:values=0.1/0.2/0.3 | 0 | 1 | 2",
      "step:from=noise | linear | 999 | 499.5 | 0",
      "step:scale=0.001 | linear | 0 | 0.4995 | 0.999",
      "step | vp | 0.999 | 499.9995 | 999",
      "step | rectified-flow | 1 | 500.5 | 1000",
      "step:from=noise | rectified-flow | 999 | 499.5 | 0",
      // Stable Diffusion 3: 1000 s with s = 3 t / (1 + 2 t) at t = 0.001, 0.5005 and 1.
      "step | rectified-flow:shift=3 | 2.994011976047904 | 750.3748125937032 | 1000",
      "unit | linear | 0 | 0.5 | 1",
      "unit | cosine:steps=100 | 0 | 0.5 | 1",
      "unit:scale=1000 | linear | 0 | 500 | 1000",
      "unit:from=noise | linear | 1 | 0.5 | 0",
      "unit | vp | 0.001 | 0.5005 | 1",
      "unit:from=noise | vp | 0.999 | 0.4995 | 0",
      "unit | rectified-flow | 0.001 | 0.5005 | 1",
      "unit:from=noise | rectified-flow | 0.999 | 0.4995 | 0",
      "unit:scale=1000,from=noise | rectified-flow | 999 | 499.5 | 0",
      "unit | rectified-flow:shift=3 | 0.002994011976047904 | 0.7503748125937032 | 1",
      "unit | v-diffusion | 0.001 | 0.5005 | 1",
      "unit | trig-flow | 0.0015707963267948967 | 0.7861835615608457 | 1.5707963267948966",
      "unit | vp-cosine | 0.001 | 0.4978 | 0.9946",
      "step | sub-vp | 0.999 | 499.9995 | 999",
      "step | rescale-zero-snr(linear) | 0 | 499.5 | 999",
      "step | laplace | 0 | 499.5 | 999",
      "log-sigma | ve | -1.151292546497023 | -0.08664339756999316 | 0.9780057513570366",
      "sigma | ve | 0.01 | 0.7071067811865476 | 50",
      "sigma | edm | 0.002 | 40.001 | 80",
      "sigma:scale=2 | edm | 0.004 | 80.002 | 160",
      "sigma | rectified-flow | 0.001001001001001001 | 1.002002002002002 | Infinity",
      "log-sigma | edm | -1.5536520246055479 | 0.9222261134503603 | 1.0955066586684703",
      "log-sigma:a=1,b=-1 | edm | 7.214608098422191 | -2.6889044538014413 | -3.382026634673881"})
  void atBothEndsAndInTheMiddle(String label, String process, double data, double middle, double noise) {
    TimeLabel l = label(label);
    NoiseSchedule s = schedule(process);
    Point a = s.earliest(), b = s.latest();
    double[] expected = {data, middle, noise}, got = {l.of(a, s), l.of(s.at((a.time() + b.time()) / 2), s), l.of(b, s)};
    for (int i = 0; i < 3; i++) assertEquals(expected[i], got[i], 1e-12 * Math.max(1, Math.abs(expected[i])), "label " + i);
    TimeLabel.Range range = l.range(s);
    assertEquals(Math.min(got[0], got[2]), range.min());
    assertEquals(Math.max(got[0], got[2]), range.max());
  }

  @Test
  void anEntrysIndexIsExact() {
    NoiseSchedule s = schedule("linear");
    for (int i = 0; i < 1000; i++) {
      assertEquals(i, label("step").of(s.at(i), s));
      assertEquals(i, 999 * label("unit").of(s.at(i), s), 1e-12 * i);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "vp", "rectified-flow", "rectified-flow:shift=3", "v-diffusion", "sub-vp", "rescale-zero-snr(cosine)"})
  void fromNoiseAndFromDataAreTheWholeWay(String process) {
    NoiseSchedule s = schedule(process);
    for (double t = 0.05; t < 1; t += 0.1) {
      Point p = s.at(s.entries() > 0 ? 999 * t : t);
      assertEquals(1, label("unit").of(p, s) + label("unit:from=noise").of(p, s), 1e-15);
      assertEquals(s.lastStep(), label("step").of(p, s) + label("step:from=noise").of(p, s), 1e-12);
    }
  }

  @Test
  void theShiftMovesTheRunNotTheLabelOfAPlace() {
    NoiseSchedule straight = schedule("rectified-flow"), shifted = schedule("rectified-flow:shift=3");
    Point p = straight.at(0.75), q = shifted.at(0.5);
    assertTrue(p.samePlace(q));
    assertEquals(0.75, label("unit").of(p, straight));
    assertEquals(0.75, label("unit").of(q, shifted));
  }

  @ParameterizedTest
  @ValueSource(strings = {"step", "unit", "unit:from=noise", "step:scale=10"})
  void whoseNetworksAreToldSigmaHasNoSteps(String label) {
    String said = assertThrows(IllegalArgumentException.class, () -> label(label).range(schedule("edm"))).getMessage();
    assertEquals("edm has neither steps nor a time in 0 to 1: its networks take the time sigma or log-sigma (EDM's own is log-sigma)", said);
  }

  /** The first and the last place of a run along another process, where a table has no entry any more. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "step | linear | edm | 0 | 929.618057556", "step | scaled-linear | edm | 0 | 999", "step | cosine | edm | 0 | 990.978411245",
      "step | linear | rectified-flow | 0 | 999", "unit | linear | rectified-flow | 0 | 1", "sigma | edm | rectified-flow | 0.002 | 80"})
  void alongAnotherProcessTheyStayInTheRange(String label, String own, String along, double least, double most) {
    TimeLabel l = label(label);
    NoiseSchedule s = schedule(own), run = schedule(along);
    TimeLabel.Range range = l.range(s);
    double first = range.clamp(l.of(OwnPoint.of(s, run.latest()).point(), s));
    double last = range.clamp(l.of(OwnPoint.of(s, run.atLambda(20)).point(), s));
    assertEquals(most, first, 1e-8);
    assertEquals(least, last);
  }

  @ParameterizedTest
  @ValueSource(strings = {"step", "unit", "sigma", "log-sigma", "log-sigma:a=0,b=0.25", "log-sigma:a=0.0,b=0.25"})
  void theTextsOfOldRecipesAreRead(String text) {
    NoiseSchedule s = schedule(text.contains("sigma") ? "edm" : "vp");
    Point p = s.at(0.4);
    double expected = text.equals("step") ? 999 * 0.4 : text.startsWith("log") ? 0.25 * Math.log(0.4) : 0.4;
    assertEquals(expected, label(text).of(p, s), 1e-15);
    assertEquals(label(text), label(label(text).toString()));
  }
}
