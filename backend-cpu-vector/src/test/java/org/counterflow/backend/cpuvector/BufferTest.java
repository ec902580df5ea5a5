package org.counterflow.backend.cpuvector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.BackendException;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Options;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.api.Test;

class BufferTest {
  private final Backend backend = new CpuVectorProvider().open(Options.defaults().threads(2));

  @Test
  void newValuesAreZeroAndAligned() {
    try (backend) {
      Buffer b = backend.allocate(3, 5);
      assertEquals(0, b.segment().address() % 64);
      assertEquals(60, b.segment().byteSize());
      for (int i = 0; i < 15; i++) assertEquals(0, b.segment().getAtIndex(ValueLayout.JAVA_INT, i));
    }
  }

  @Test
  void rowsShareTheValuesAndCloseNothing() {
    try (backend) {
      Buffer b = backend.allocate(3, 5);
      Buffer rows = b.rows(1, 2);
      rows.segment().set(ValueLayout.JAVA_FLOAT, 4, 7);
      assertEquals(7, b.segment().getAtIndex(ValueLayout.JAVA_FLOAT, 6));
      assertEquals(2, rows.samples());
      rows.close();
      assertEquals(7, rows.rows(0, 1).segment().getAtIndex(ValueLayout.JAVA_FLOAT, 1));
      assertThrows(IndexOutOfBoundsException.class, () -> b.rows(2, 2));
      assertThrows(IndexOutOfBoundsException.class, () -> b.rows(-1, 1));
      assertThrows(IndexOutOfBoundsException.class, () -> b.rows(0, 0));
    }
  }

  @Test
  void useAfterCloseSaysSo() {
    Buffer left = backend.allocate(1, 1);
    Buffer b = backend.allocate(3, 5);
    Buffer rows = b.rows(0, 1);
    b.close();
    b.close();
    String message = assertThrows(IllegalStateException.class, () -> backend.norm(b)).getMessage();
    assertTrue(message.contains("closed"), message);
    assertThrows(IllegalStateException.class, rows::segment);
    assertThrows(IllegalStateException.class, () -> backend.combine(b, new Terms(List.of(), new long[0])));
    backend.close();
    backend.close();
    assertThrows(IllegalStateException.class, left::segment);
    assertThrows(IllegalStateException.class, () -> backend.norm(left));
    assertThrows(IllegalStateException.class, () -> backend.allocate(1, 1));
  }

  @Test
  void buffersOfOthersAreRefused() {
    try (backend; Backend other = new CpuVectorProvider().open(Options.defaults()); Backend plain = Twins.plain(Precision.F32)) {
      Buffer own = backend.allocate(1, 4);
      for (Buffer foreign : List.of(other.allocate(1, 4), plain.allocate(1, 4))) {
        assertThrows(IllegalArgumentException.class, () -> backend.norm(foreign));
        assertThrows(IllegalArgumentException.class, () -> backend.multiply(own, foreign, own));
        var terms = new Terms(List.of(new Term.OfBuffer(foreign, new double[] {1})), new long[0]);
        assertThrows(IllegalArgumentException.class, () -> backend.combine(own, terms));
      }
    }
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    try (backend) {
      Buffer a = backend.allocate(3, 4);
      for (Buffer b : List.of(backend.allocate(2, 4), backend.allocate(3, 5), backend.allocate(1, 5))) {
        assertThrows(IllegalArgumentException.class, () -> backend.multiply(a, b, a));
        assertThrows(IllegalArgumentException.class, () -> backend.dot(a, b));
        assertThrows(IllegalArgumentException.class, () -> combine(a, new Term.OfBuffer(b, new double[] {1})));
      }
      Buffer part = a.rows(0, 1);
      assertThrows(IllegalArgumentException.class, () -> combine(a, new Term.OfBuffer(part, new double[] {1})), "a part of the output");
      assertThrows(IllegalArgumentException.class, () -> backend.multiply(a, part, a), "a part of the output");
      assertThrows(IllegalArgumentException.class, () -> combine(a, new Term.OfOnes(new double[] {1, 2})));
      assertThrows(IllegalArgumentException.class, () -> combine(a, new Term.OfNoise(1, new double[] {1}), 1, 2));
      assertThrows(IllegalArgumentException.class, () -> backend.allocate(0, 1));
      assertThrows(IllegalArgumentException.class, () -> backend.allocate(1, 0));
    }
  }

  private void combine(Buffer out, Term term, long... seeds) {
    backend.combine(out, new Terms(List.of(term), seeds));
  }

  @Test
  void memoryThatIsNotThereIsRefusedWithARemedy() {
    try (backend) {
      String message = assertThrows(BackendException.class, () -> backend.allocate(1L << 40, 1L << 40)).getMessage();
      assertTrue(message.contains("draw fewer samples at a time"), message);
    }
  }

  @Test
  void callersMayBeSeveralThreads() throws InterruptedException {
    int callers = 4;
    int n = 300_000;
    var sums = new double[callers];
    var done = new CountDownLatch(callers);
    try (backend; var pool = Executors.newFixedThreadPool(callers)) {
      for (int c = 0; c < callers; c++) {
        int caller = c;
        pool.execute(
            () -> {
              Buffer b = backend.allocate(2, n);
              for (int repeat = 0; repeat < 10; repeat++)
                backend.combine(b, new Terms(List.of(new Term.OfNoise(3, new double[] {1})), new long[] {1, 2}));
              sums[caller] = backend.dot(b, b)[1];
              done.countDown();
            });
      }
      done.await();
      for (double sum : sums) assertEquals(sums[0], sum);
      assertEquals(n, sums[0], 5000);
    }
  }

  @Test
  void noThreadIsLeftOfAClosedBackend() throws InterruptedException {
    Set<Thread> before = helpers();
    try (var busy = new CpuVectorProvider().open(Options.defaults().threads(3))) {
      Buffer b = busy.allocate(64, 1 << 14);
      for (int i = 0; i < 20; i++) busy.combine(b, new Terms(List.of(new Term.OfOnes(new double[] {1})), new long[64]));
      assertTrue(helpers().size() > before.size(), "some helped");
    }
    for (int i = 0; i < 500 && !before.containsAll(helpers()); i++) Thread.sleep(10);
    assertTrue(before.containsAll(helpers()), () -> helpers() + " are left");
  }

  private static Set<Thread> helpers() {
    return Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().startsWith("counterflow-cpu-vector")).collect(Collectors.toSet());
  }
}
