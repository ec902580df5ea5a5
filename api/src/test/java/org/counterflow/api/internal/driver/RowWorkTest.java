package org.counterflow.api.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.tensor.Noise;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** A step that is run again with the answers that it had. */
class RowWorkTest {
  private static final Tensor ANY = Tensor.of(Shape.of(1), 1);
  private final List<String> ran = new ArrayList<>();
  private final RowWork work = new RowWork(1, name -> Tensor.of(Shape.of(), name.length()));

  private double norm(String name) {
    double n = work.reduce(Reduction.Plain.NORM, List.of(Tensor.of(Shape.of(1), 2)))[0];
    ran.add(name + "=" + n);
    return n;
  }

  private <T> T run(Supplier<T> attempt, Object... answers) {
    for (Object a : answers) {
      assertNull(work.proceed(attempt, "solver of the test"));
      work.answer(a);
    }
    T result = work.proceed(attempt, "solver of the test");
    if (result == null) throw new AssertionError("waits for " + work.waiting());
    return result;
  }

  @Test
  void itRunsUntilSomethingIsUnknownAndAgainWithWhatIsKnown() {
    work.begin();
    assertEquals(12, run(() -> norm("a") + norm("b") + norm("c"), 2.0, 4.0, 6.0));
    assertEquals(List.of("a=2.0", "a=2.0", "b=4.0", "a=2.0", "b=4.0", "c=6.0"), ran);
  }

  @Test
  void whatIsWaitedForIsWhatWasAskedLast() {
    work.begin();
    assertNull(work.proceed(() -> norm("a") + work.value(ANY.times(2), "twice").batch(), "solver"));
    assertInstanceOf(Request.Reduce.class, work.waiting());
    work.answer(1.0);
    assertNull(work.proceed(() -> norm("a") + work.value(ANY.times(2), "twice").batch(), "solver"));
    assertEquals("twice", assertInstanceOf(Request.Value.class, work.waiting()).name());
    work.begin();
    assertThrows(IllegalStateException.class, work::waiting);
  }

  private Evaluation evaluated(String name) {
    return work.once(() -> {
      double n = norm(name);
      return new Work.Made(List.of(Evaluation.ofData(new Point(0, 1, n), ANY, new Noise(1))), Map.of(), 7);
    }).evaluations().getFirst();
  }

  @Test
  void aCompleteEvaluationIsOneAnswer() {
    work.begin();
    Supplier<Double> attempt = () -> evaluated("a").point().sigma() + evaluated("b").point().sigma() + norm("c");
    assertEquals(3 + 4 + 5, run(attempt, 3.0, 4.0, 5.0));
    assertEquals(1, ran.stream().filter(r -> r.startsWith("a")).count(), "made once: " + ran);
    assertEquals(1, ran.stream().filter(r -> r.startsWith("b")).count());
    // The next attempt begins anew.
    work.begin();
    assertEquals(30, run(attempt, 10.0, 10.0, 10.0));
  }

  @Test
  void anEvaluationIsTheSameObjectWheneverItIsAskedForAgain() {
    work.begin();
    var seen = new ArrayList<Evaluation>();
    run(() -> {
      seen.add(evaluated("a"));
      return norm("b") + norm("c");
    }, 1.0, 2.0, 3.0);
    assertEquals(3, seen.size());
    for (Evaluation e : seen) assertSame(seen.getFirst(), e);
  }

  @Test
  void tensorsThatMayBeAskedForAreKept() {
    Tensor first = Tensor.of(Shape.of(1), 1), second = Tensor.of(Shape.of(1), 2);
    work.begin();
    Supplier<Double> attempt = () -> (double) work.value(ANY.times(2), "u").batch() + work.value(ANY.times(3), "v").batch() + norm("a");
    assertNull(work.proceed(attempt, "solver"));
    work.answer(first);
    assertNull(work.proceed(attempt, "solver"));
    work.answer(second);
    var kept = new ArrayList<Tensor>();
    work.keep(kept);
    assertEquals(List.of(first, second), kept);
  }

  @Test
  void whoGoesOnAlthoughItWaitsIsNamed() {
    work.begin();
    var e = assertThrows(IllegalStateException.class, () -> work.proceed(() -> {
      try {
        return norm("a");
      } catch (Throwable t) {
        return 0.0;
      }
    }, "solver Careless"));
    assertTrue(String.valueOf(e.getMessage()).contains("solver Careless") && e.getMessage().contains("Throwable or Error"), e.getMessage());
    work.begin();
    var wrapped = assertThrows(IllegalStateException.class, () -> work.proceed(() -> {
      try {
        return norm("a");
      } catch (Throwable t) {
        throw new UnsupportedOperationException("something failed", t);
      }
    }, "solver Wrapping"));
    assertTrue(String.valueOf(wrapped.getMessage()).contains("solver Wrapping"), wrapped.getMessage());
    assertInstanceOf(UnsupportedOperationException.class, wrapped.getCause());
  }

  @Test
  void whoCatchesAndAsksForMoreIsLeftAllTheSame() {
    work.begin();
    assertNull(work.proceed(() -> {
      try {
        return norm("a");
      } finally {
        norm("b");
      }
    }, "solver"));
    assertInstanceOf(Request.Reduce.class, work.waiting());
    assertEquals(List.of(), ran);
  }

  /** As languages without checked exceptions throw them. */
  @SuppressWarnings("unchecked")
  private static <E extends Exception> RuntimeException sneaky(Exception e) throws E {
    throw (E) e;
  }

  @Test
  void whatAStepThrowsComesOutAsItIs() {
    work.begin();
    for (Throwable mine : List.of(new IOException("checked"), new OutOfMemoryError("of the test"), new ArithmeticException("mine"))) {
      var e = assertThrows(Throwable.class, () -> work.proceed(() -> {
        if (mine instanceof Exception x) throw sneaky(x);
        throw (Error) mine;
      }, "solver"));
      assertSame(mine, e);
    }
  }

  @Test
  void oneSampleHasOneBound() {
    work.begin();
    var e = assertThrows(IllegalArgumentException.class, () -> work.map(Mapping.CLAMP, List.of(ANY), new double[] {1, 2}, "c"));
    assertTrue(String.valueOf(e.getMessage()).contains("2 numbers"), e.getMessage());
  }
}
