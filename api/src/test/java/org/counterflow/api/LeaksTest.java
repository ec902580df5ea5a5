package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.counterflow.api.backend.BackendException;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** However a run ends, the buffers it took from a caller's backend are given back, and the backend is left open. */
class LeaksTest {
  private final WatchedBackend backend = new WatchedBackend(Precision.F32);

  @AfterEach
  void nothingIsOpen() {
    assertEquals(0, backend.open.size());
    assertFalse(backend.closed);
    backend.close();
  }

  private List<Sampler> samplers() {
    var all = new ArrayList<Sampler>();
    for (String name : List.of("Pec[] on a network", "guided", "clipped", "adaptive on a network", "adaptive, guided",
        "half precision inside")) {
      Sampler s = Zoo.all().get(name);
      if (s == null) throw new AssertionError(name + " is not in " + Zoo.all().keySet());
      all.add(s.on(backend).microBatch(2));
    }
    return all;
  }

  @Test
  void atItsEnd() {
    for (Sampler s : samplers()) s.sample(Worlds.PAIR, Worlds.seeds(5), Zoo.classes(5)).close();
    assertTrue(backend.allocations > 0);
  }

  @Test
  void closedHalfWay() {
    for (Sampler s : samplers()) {
      Run r = s.start(Worlds.PAIR, Worlds.seeds(5), Zoo.classes(5));
      r.advance();
      r.advance();
      assertFalse(backend.open.isEmpty());
      r.close();
      assertEquals(0, backend.open.size());
      s.start(Worlds.PAIR, Worlds.seeds(5), Zoo.classes(5)).close();
    }
  }

  @Test
  void whenAnyAllocationFails() {
    for (Sampler s : samplers()) {
      backend.allocations = 0;
      s.sample(Worlds.PAIR, Worlds.seeds(5), Zoo.classes(5)).close();
      int needed = backend.allocations;
      for (int k = 0; k < needed; k++) {
        backend.failingAllocation = k;
        Run r = s.start(Worlds.PAIR, Worlds.seeds(5), Zoo.classes(5));
        assertThrows(BackendException.class, r::finish, "allocation " + k);
        assertEquals(0, backend.open.size(), "allocation " + k + " of " + needed);
      }
      backend.failingAllocation = -1;
    }
  }

  @Test
  void whenAnySumFails() {
    for (Sampler s : samplers()) {
      backend.combines = 0;
      s.sample(Worlds.PAIR, Worlds.seeds(5), Zoo.classes(5)).close();
      int needed = Math.min(30, backend.combines);
      for (int k = 0; k < needed; k++) {
        backend.failingCombine = k;
        assertThrows(BackendException.class, () -> s.sample(Worlds.PAIR, Worlds.seeds(5), Zoo.classes(5)), "sum " + k);
        assertEquals(0, backend.open.size(), "sum " + k);
      }
      backend.failingCombine = -1;
    }
  }

  @Test
  void whenTheStartDoesNotFit() {
    for (Sampler s : samplers()) {
      assertThrows(IllegalArgumentException.class, () -> s.start(Tensor.of(Worlds.PAIR, 1, 2, 3, 4), Worlds.seeds(5), Conditions.NONE));
      assertThrows(IllegalArgumentException.class, () -> s.sample(Worlds.PAIR, Worlds.seeds(5), Zoo.classes(4)));
    }
    assertThrows(IllegalArgumentException.class,
        () -> Zoo.sampler(Worlds.bumps(), Zoo.adaptive(new SmallSolvers.Pair(0.1)), Worlds.BOTH_ENDS).on(backend)
            .sample(Worlds.PAIR, Worlds.seeds(5)));
  }

  @Test
  void whenLoadingFailsAnywhere() throws IOException {
    Sampler s = Zoo.sampler(Worlds.bumps(), new SmallSolvers.Pec(), Worlds.INSIDE).on(backend);
    var bytes = new ByteArrayOutputStream();
    try (Run r = s.start(Worlds.PAIR, Worlds.seeds(5), Conditions.NONE)) {
      r.advance();
      r.advance();
      r.save(bytes);
    }
    for (int n = 0; n < bytes.size(); n += 29) {
      byte[] some = Arrays.copyOf(bytes.toByteArray(), n);
      try (Run r = s.start(Worlds.PAIR, Worlds.seeds(5), Conditions.NONE)) {
        assertThrows(IOException.class, () -> r.load(new ByteArrayInputStream(some)));
        assertEquals(0, backend.open.size(), "a run that cannot be used holds nothing");
      }
    }
  }

  @Test
  void whenTheSolverThrows() {
    for (Sampler s : samplers()) {
      assertThrows(UnsupportedOperationException.class, () -> s.solver(t -> {
        t.value(t.x().times(2));
        if (t.index() == 2) throw new UnsupportedOperationException("the solver is tired");
        return t.hold(t.here().data());
      }).sample(Worlds.PAIR, Worlds.seeds(5), Zoo.classes(5)));
    }
  }
}
