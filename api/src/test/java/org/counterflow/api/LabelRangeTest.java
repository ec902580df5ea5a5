package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.api.Test;

/** A network is told no time that it has not seen, wherever a run goes. */
class LabelRangeTest {
  @Test
  void placesBeyondItsOwnProcessGetTheNearestLabel() {
    // From sigma/alpha 1000 to 1/1000, where the network's own goes from 64 to 1/64.
    NoiseSchedule own = Worlds.TURN;
    List<Point> far = List.of(new Point(1000, 1, 1000), new Point(1, 1, 1), new Point(1e-3, 1, 1e-3));
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32);
    try (Backend b = Worlds.java(Precision.F32)) {
      Sampler.of(net.epsilon()).along(Worlds.EXPLODING).grid(new Worlds.Nodes(far)).steps(2).solver(new SmallSolvers.Heun()).on(b).microBatch(1)
          .sample(Worlds.PAIR, Seeds.of(1)).close();
    }
    DoubleSummaryStatistics labels = net.seen.stream().mapToDouble(c -> c.rows().getFirst().label()).summaryStatistics();
    assertEquals(own.earliest().time(), labels.getMin());
    assertEquals(own.latest().time(), labels.getMax());
    assertEquals(4, labels.getCount());
  }
}
