package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A backend and a network in one memory that is not the host's: a run copies no state and no network value, only its result. The device is
 * made up, its buffers refuse their values to all but those who hold them there.
 */
class DeviceTest {
  private static final Memory FAKE = new Memory("fake");
  private final WatchedBackend device = WatchedBackend.device(Precision.F32, FAKE);

  @AfterEach
  void close() {
    device.close();
  }

  private static Map<String, Sampler> samplers(Memory m) {
    ScoreFunction f = HostNetwork.of(Worlds.PAIR, Precision.F32).in(m).with("variance", Worlds.PAIR, Precision.F32, r -> r.x()).epsilon();
    var all = new LinkedHashMap<String, Sampler>();
    all.put("fixed", Zoo.sampler(f, new SmallSolvers.Pec(), Worlds.TO_CLEAN));
    all.put("guided", Zoo.sampler(f.guided(new Zoo.Rescaled(2)), new SmallSolvers.TwoM(), Worlds.INSIDE));
    all.put("moving", Zoo.sampler(f.guided(new Zoo.Moving(0.6)), new SmallSolvers.TwoM(), Worlds.INSIDE));
    all.put("clipped", Zoo.sampler(f.with(new Zoo.SlowClip()), new SmallSolvers.Heun(), Worlds.INSIDE));
    all.put("noisy", Zoo.sampler(f, new SmallSolvers.Ancestral(new SmallSolvers.TwoM(), 0.7), Worlds.TO_CLEAN));
    all.put("adaptive", Zoo.sampler(f, Zoo.adaptive(new SmallSolvers.Pair(1e-2)), Worlds.INSIDE));
    all.put("adaptive, same as last", Zoo.sampler(f, Zoo.adaptive(new SmallSolvers.SameAsLast(1e-2)), Worlds.INSIDE));
    all.put("adaptive, guided", Zoo.sampler(f.guided(new Zoo.Rescaled(2)), Zoo.adaptive(new SmallSolvers.Pair(1e-2)), Worlds.INSIDE));
    all.put("adaptive, clipped", Zoo.sampler(f.with(new Zoo.SlowClip()), Zoo.adaptive(new SmallSolvers.Pair(1e-2)), Worlds.INSIDE));
    return all;
  }

  static Iterable<String> names() {
    return samplers(FAKE).keySet();
  }

  private static Sampler named(Memory m, String name) {
    Sampler s = samplers(m).get(name);
    if (s == null) throw new AssertionError(name);
    return s.microBatch(4);
  }

  @ParameterizedTest
  @MethodSource("names")
  void noStateAndNoNetworkValueIsCopied(String name) {
    try (Backend host = Worlds.java(Precision.F32);
        Samples s = named(FAKE, name).on(device).sample(Worlds.PAIR, Worlds.seeds(7), Zoo.classes(7));
        Samples same = named(Memory.HOST, name).on(host).sample(Worlds.PAIR, Worlds.seeds(7), Zoo.classes(7))) {
      assertEquals(0, s.report().copies());
      assertEquals(0, device.uploads);
      assertEquals(0, device.copies);
      assertEquals(7 * 2, device.downloaded, "the result, once");
      assertTrue(s.report().networkCalls() > 0);
      assertArrayEquals(same.toDoubles(), s.toDoubles());
    }
  }

  @Test
  void aNetworkThatLivesElsewhereHasItsValuesCopiedAndCounted() {
    for (String name : new String[] {"fixed", "adaptive"}) {
      int before = device.downloads;
      try (Samples s = named(Memory.HOST, name).on(device).sample(Worlds.PAIR, Worlds.seeds(7), Zoo.classes(7))) {
        assertTrue(s.report().copies() >= 2 * 7, s.report().toString());
        assertTrue(device.downloads - before > s.report().networkCalls() / 4);
      }
    }
  }

  @Test
  void conditionsThatARuleReadsAreBroughtOnce() {
    Tensor mask = Tensor.of(Worlds.PAIR, 1, 0, 0, 1, 1, 1);
    for (String name : new String[] {"fixed", "adaptive"}) {
      ScoreFunction f = Zoo.masked(HostNetwork.of(Worlds.PAIR, Precision.F32).in(FAKE).epsilon());
      Sampler s = Zoo.sampler(f, name.equals("fixed") ? new SmallSolvers.Heun() : Zoo.adaptive(new SmallSolvers.Pair(1e-2)), Worlds.INSIDE);
      try (Samples r = s.on(device).sample(Worlds.PAIR, Worlds.seeds(3), Conditions.NONE.with("mask", mask))) {
        assertEquals(1, r.report().copies(), name);
      }
    }
  }

  @Test
  void valuesOnADeviceAreHeldThereOrCopied() {
    try (Buffer b = device.allocate(2, 3)) {
      assertThrows(UnsupportedOperationException.class, b::segment);
      try (Hold own = b.hold(FAKE, Access.WRITE)) {
        assertEquals(FAKE, own.memory());
        assertThrows(UnsupportedOperationException.class, own::segment);
        assertThrows(UnsupportedOperationException.class, () -> own.handle(String.class));
        SegmentOf.hold(own).fill((byte) 1);
      }
      try (Hold copy = b.hold(Memory.HOST, Access.READ_WRITE)) {
        assertTrue(copy.copied());
        assertEquals(1, copy.segment().get(ValueLayout.JAVA_BYTE, 5));
        copy.segment().fill((byte) 2);
      }
      try (Hold own = b.hold(FAKE, Access.READ)) {
        assertEquals(2, SegmentOf.hold(own).get(ValueLayout.JAVA_BYTE, 7), "written back");
      }
      assertEquals(1, device.copies);
    }
  }
}
