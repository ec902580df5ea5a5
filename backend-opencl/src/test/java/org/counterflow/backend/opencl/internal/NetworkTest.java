package org.counterflow.backend.opencl.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.backend.opencl.NeedsDevice;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.junit.jupiter.api.Test;

/** Networks in host memory beside a device: what is copied for them, and that it is right. */
@NeedsDevice
class NetworkTest {
  private static final Shape SHAPE = Shape.of(37);

  /** Says {@code x / 2 - 1/8} of every element: exact in single precision, as is what becomes of it anywhere. */
  private static final class Halves implements Network {
    boolean copied;
    int calls;

    @Override
    public Ports ports() {
      return new Ports(List.of(Port.of("sample", ElementType.FLOAT, "batch", 37), Port.of("timestep", ElementType.DOUBLE, "batch")),
          List.of(Port.of("out_sample", ElementType.FLOAT, "batch", 37)));
    }

    @Override
    public void evaluate(Call call) {
      try (Hold in = Objects.requireNonNull(call.inputs().get("sample")).hold(Memory.HOST, Access.READ);
          Hold out = Objects.requireNonNull(call.outputs().get("out_sample")).hold(Memory.HOST, Access.WRITE)) {
        copied |= in.copied() || out.copied();
        MemorySegment x = in.segment(), y = out.segment();
        for (long i = 0; i < x.byteSize() / Float.BYTES; i++)
          y.setAtIndex(ValueLayout.JAVA_FLOAT, i, x.getAtIndex(ValueLayout.JAVA_FLOAT, i) / 2 - 0.125f);
        calls++;
      }
    }

    @Override
    public void close() {}
  }

  private static OpenClBackend device(boolean hostMemory) {
    OpenClDevice d = Devices.named("");
    return new OpenClBackend(new OpenClDevice(d.number(), d.platform(), d.id(), d.platformName(), d.driver(), d.name(), d.type(), d.memoryBytes(),
        d.largestBytes(), d.fp64(), d.keepsSubnormals(), hostMemory), Precision.F32);
  }

  /** The samples; and how many copies a run made for so many calls. */
  private static double[] draw(Backend b, Solver solver, Halves network, long[] copies) {
    var score = ScoreFunction.of(network, Prediction.DATA, (p, _) -> p.lambda(), Schedules.vp());
    try (var samples = Sampler.of(score).on(b).solver(solver).grid(Grids.logSnr(-3, 3)).steps(6).sample(SHAPE, Seeds.range(0, 5))) {
      copies[0] = samples.report().copies();
      return samples.toDoubles();
    }
  }

  @Test
  void aDeviceOnHostMemoryIsReadAndWrittenInPlace() {
    for (Solver solver : new Solver[] {Solvers.dpmSolverPP2M(), Solvers.dpmAdaptive(0.05)}) {
      var copies = new long[1];
      double[] expected;
      try (Backend plain = Backends.installed().open("java", Options.defaults())) {
        expected = draw(plain, solver, new Halves(), copies);
      }
      try (OpenClBackend b = device(true)) {
        assertTrue(b.reaches(Memory.HOST));
        var network = new Halves();
        assertArrayEquals(expected, draw(b, solver, network, copies), solver + " in place");
        assertEquals(0, copies[0], solver + " in place");
        assertTrue(!network.copied && network.calls > 0);
      }
      try (OpenClBackend b = device(false)) {
        var network = new Halves();
        assertArrayEquals(expected, draw(b, solver, network, copies), solver + " with copies");
        assertTrue(copies[0] <= 2L * network.calls && copies[0] > 0, copies[0] + " copies for " + network.calls + " calls of " + solver);
      }
    }
  }

  @Test
  void holdsOfADeviceWithMemoryOfItsOwnAreCopies() {
    for (boolean host : new boolean[] {true, false}) {
      try (OpenClBackend b = device(host); var x = b.allocate(3, 4)) {
        try (Hold h = x.rows(1, 1).hold(Memory.HOST, Access.READ_WRITE)) {
          assertEquals(!host, h.copied());
          assertEquals(0, h.segment().getAtIndex(ValueLayout.JAVA_FLOAT, 3));
          for (int i = 0; i < 4; i++) h.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, i + 1);
        }
        assertArrayEquals(new double[] {0, 30, 0}, b.dot(x, x));
        try (Hold h = x.rows(1, 2).hold(Memory.HOST, Access.READ)) {
          assertEquals(3, h.segment().getAtIndex(ValueLayout.JAVA_FLOAT, 2));
        }
      }
    }
  }
}
