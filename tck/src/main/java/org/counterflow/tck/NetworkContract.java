package org.counterflow.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Cancellation;
import org.counterflow.api.network.Dimension;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;
import org.counterflow.api.value.Values;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every network keeps to: {@link Network}. The first dimension of each input and output that has one is the batch.
 *
 * <p>Where the sizes of open dimensions or the values of an input do not follow from its ports, a subclass makes them: {@link #sizes},
 * {@link #inputs}.
 */
public abstract class NetworkContract {
  private static final int ROWS = 4;
  private static final int PATIENCE = 20;

  private Network network;

  /** A contract. */
  protected NetworkContract() {}

  /** Opens the network under test; each test opens one and closes it. */
  protected abstract Network open();

  /** Sizes of open dimensions by name, but the batch; a dimension that is not named here has 3. */
  protected Map<String, Integer> sizes() {
    return Map.of();
  }

  /**
   * Values for all inputs: numbers around 0 for floating-point ports, small whole numbers for others.
   *
   * @param rows of the batch
   * @param seed other values for another seed
   */
  protected Map<String, Value> inputs(int rows, long seed) {
    var random = new SplittableRandom(seed);
    var all = new LinkedHashMap<String, Value>();
    for (Port p : network.ports().inputs()) {
      Shape shape = shape(p, rows);
      double[] x = random.doubles(shape.elements(), -1, 1).toArray();
      if (!p.type().isFloat()) Arrays.setAll(x, i -> p.type() == ElementType.BOOL ? x[i] > 0 ? 1 : 0 : Math.floor(Math.abs(x[i]) * 3));
      all.put(p.name(), Value.of(shape, x).to(p.type()));
    }
    return all;
  }

  private Shape shape(Port p, int rows) {
    var d = new int[p.rank()];
    for (int i = 0; i < d.length; i++) {
      Dimension dim = p.dimensions().get(i);
      d[i] = i == 0 && dim.isOpen() ? rows : dim.isOpen() ? sizes().getOrDefault(dim.name(), 3) : Math.toIntExact(dim.size());
    }
    return Shape.of(d);
  }

  /** Opens it. */
  @BeforeEach
  public final void opened() {
    network = open();
  }

  /** Closes it. */
  @AfterEach
  public final void closed() {
    network.close();
  }

  private Map<String, double[]> run(Map<String, ? extends Value> inputs) {
    return run(network, inputs);
  }

  private static Map<String, double[]> run(Network network, Map<String, ? extends Value> inputs) {
    var all = new LinkedHashMap<String, double[]>();
    try (Values v = network.run(inputs)) {
      for (Port p : network.ports().outputs()) if (p.isSupported()) all.put(p.name(), v.get(p.name()).toDoubles());
    }
    return all;
  }

  private static void assertSame(Map<String, double[]> expected, Map<String, double[]> got, String broken) {
    expected.forEach((name, values) -> {
      double[] other = Objects.requireNonNull(got.get(name));
      int at = Arrays.mismatch(values, other);
      if (at < 0) return;
      if (values.length != other.length)
        fail(broken + ": the output \"" + name + "\" has " + other.length + " elements, should have " + values.length);
      fail(broken + ": element " + at + " of the output \"" + name + "\" is " + other[at] + ", should be " + values[at]);
    });
  }

  /** {@link Network#ports}: "What it takes and gives." */
  @Test
  public void itHasInputsAndOutputs() {
    if (network.ports().inputs().isEmpty() || network.ports().outputs().isEmpty()) fail("a network with " + network.ports()
        + " takes or gives nothing");
    if (network.memories().isEmpty()) fail("a network takes values in host memory always: memories() is empty");
  }

  /** {@link Network}: "Named values in, named values out": the same values give the same bits. */
  @Test
  public void theSameInputsGiveTheSameOutputs() {
    Map<String, double[]> first = run(inputs(ROWS, 1));
    run(inputs(ROWS, 2));
    assertSame(first, run(inputs(ROWS, 1)), "the same inputs give other outputs after a call with other inputs");
  }

  /** {@link Network}: "It keeps no hold on a value beyond the call." */
  @Test
  public void anInputBelongsToItsCallerAfterTheCall() throws InterruptedException, ExecutionException {
    Map<String, double[]> first = run(inputs(ROWS, 1)), expected = run(inputs(ROWS, 2));
    var reused = new LinkedHashMap<String, Value>();
    inputs(ROWS, 1).forEach((name, v) -> reused.put(name, Value.owned("the input " + name, v.type(), v.dimensions())));
    // In a network of its own, which has seen nothing else.
    try (Network other = open()) {
      for (int seed = 2; seed >= 1; seed--) {
        fill(reused, inputs(ROWS, seed));
        assertSame(seed == 1 ? first : expected, run(other, reused),
            "a call with other values in the same memory gives what the values before gave: the network keeps its inputs");
      }
    }
    try (var other = Executors.newSingleThreadExecutor()) {
      Future<?> closing = other.submit(() -> reused.values().forEach(Value::close));
      try {
        closing.get(PATIENCE, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        other.shutdownNow();
        fail("an input cannot be closed " + PATIENCE + " s after the call: the network keeps a hold on it", e);
      }
    }
    assertSame(expected, run(inputs(ROWS, 2)), "the network gives other outputs once an input of an earlier call is closed");
  }

  private static void fill(Map<String, Value> to, Map<String, Value> from) {
    from.forEach((name, v) -> {
      try (Hold a = v.hold(Memory.HOST, Access.READ); Hold b = Objects.requireNonNull(to.get(name)).hold(Memory.HOST, Access.READ_WRITE)) {
        b.segment().copyFrom(a.segment());
      }
    });
  }

  /** {@link Network}: it "writes into no input". */
  @Test
  public void inputsAreLeftAsTheyAre() {
    Map<String, Value> given = inputs(ROWS, 1);
    Map<String, double[]> before = new LinkedHashMap<>();
    given.forEach((name, v) -> before.put(name, v.toDoubles()));
    run(given);
    given.forEach((name, v) -> {
      if (!Arrays.equals(before.get(name), v.toDoubles())) fail("the network writes into its input \"" + name + "\"");
    });
  }

  /** {@link Network#evaluate}: "Rows along the batch do not depend on each other". */
  @Test
  public void rowsDoNotDependOnEachOther() {
    Map<String, Value> a = inputs(ROWS, 1), b = inputs(ROWS, 2), mixed = new LinkedHashMap<>();
    // Row 1 is the first batch's, the others the second's.
    a.forEach((name, v) -> {
      double[] x = v.toDoubles(), y = Objects.requireNonNull(b.get(name)).toDoubles();
      if (v.dimensions().rank() > 0 && v.count() == ROWS) {
        int n = x.length / ROWS;
        for (int i = 0; i < x.length; i++) if (i / n != 1) x[i] = y[i];
      }
      mixed.put(name, Value.of(v.dimensions(), x).to(v.type()));
    });
    Map<String, double[]> alone = run(a), among = run(mixed);
    alone.forEach((name, x) -> {
      if (x.length % ROWS != 0) return;
      int n = x.length / ROWS;
      for (int i = n; i < 2 * n; i++)
        if (x[i] != Objects.requireNonNull(among.get(name))[i]) fail("row 1 of the output \"" + name
            + "\" is another where the other rows of the inputs are others");
    });
  }

  /** {@link Network}: "Safe for calls from several threads". */
  @Test
  public void callsMayComeFromSeveralThreads() throws InterruptedException, ExecutionException {
    var expected = new ArrayList<Map<String, double[]>>();
    for (int i = 0; i < 4; i++) expected.add(run(inputs(ROWS, i)));
    try (var pool = Executors.newFixedThreadPool(4)) {
      List<Callable<Map<String, double[]>>> calls = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        int k = i % 4;
        calls.add(() -> run(inputs(ROWS, k)));
      }
      List<Future<Map<String, double[]>>> all = pool.invokeAll(calls);
      for (int i = 0; i < 16; i++) assertSame(expected.get(i % 4), all.get(i).get(), "a call beside others gives other outputs");
    }
  }

  /** {@link Network#run}: "NetworkException if an input is missing, unknown or does not fit". */
  @Test
  public void whatDoesNotFitIsRefusedByName() {
    Port first = network.ports().inputs().getFirst();
    Map<String, Value> missing = inputs(ROWS, 1), unknown = inputs(ROWS, 1), wrong = inputs(ROWS, 1);
    missing.remove(first.name());
    unknown.put("no-such-input", Value.of(Shape.of(1), 1.0));
    wrong.put(first.name(), Value.of(Shape.of(1, 1, 1, 1, 1, 1, 1), 1.0).to(first.type()));
    assertNamed(first.name(), "an input that is missing", missing);
    assertNamed("no-such-input", "an input that it does not have", unknown);
    if (first.isRanked()) assertNamed(first.name(), "an input of seven dimensions", wrong);
  }

  private void assertNamed(String name, String what, Map<String, Value> inputs) {
    String said = assertThrows(NetworkException.class, () -> network.run(inputs).close(), "the network is called with " + what
        + " and does not refuse").getMessage();
    if (!String.valueOf(said).contains(name)) fail("the refusal of " + what + " does not name \"" + name + "\": " + said);
  }

  /** {@link Network#evaluate}: "CancellationException if the call was cancelled; the network stays usable". */
  @Test
  public void aCancelledCallEndsAndTheNetworkStaysUsable() {
    Map<String, double[]> expected = run(inputs(ROWS, 1));
    var cancelled = new Cancellation();
    cancelled.cancel();
    var outputs = new LinkedHashMap<String, Value>();
    for (Port p : network.ports().outputs()) if (p.isSupported() && p.isRanked()) outputs.put(p.name(), Value.zeros(p.type(), shape(p, ROWS)));
    assertThrows(CancellationException.class, () -> network.evaluate(new Call(inputs(ROWS, 1), outputs, cancelled)),
        "a call that was cancelled before is made all the same");
    assertSame(expected, run(inputs(ROWS, 1)), "the network gives other outputs after a call that was cancelled");
  }

  /** {@link Network#close}: "Idempotent"; {@link Network#evaluate}: "IllegalStateException if the network or a value is closed". */
  @Test
  public void useAfterCloseSaysSo() {
    Map<String, Value> given = inputs(ROWS, 1);
    network.close();
    network.close();
    assertThrows(IllegalStateException.class, () -> network.run(given).close(), "a closed network can still be called");
  }

  /** {@link Network#identity}: what a recipe records is one line each. */
  @Test
  public void whatItSaysOfItselfCanBeRecorded() {
    network.identity().forEach((key, text) -> {
      if (key.isBlank() || text.contains("\n") || text.getBytes(UTF_8).length > 4096) fail("a recipe cannot record the network's \"" + key
          + "\" = \"" + text + "\"");
    });
  }
}
