package org.counterflow.api.internal.driver;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Value;

/**
 * Watches a network in its first call of a run: whether it writes all that it is asked for, and leaves alone what it is given. Values in a
 * device's memory are not looked at: they would have to be copied.
 */
public final class FirstCalls {
  /** What is in each byte of an output before: in half precision no number, else one that no network comes near. */
  private static final byte NOTHING = 0x7f;

  private static final long LONGEST = 1 << 30;

  private final Set<Network> called = Collections.newSetFromMap(new IdentityHashMap<>());

  /** None yet. */
  public FirstCalls() {}

  /**
   * Makes a call, and watches it where it is the first.
   *
   * @throws IllegalStateException naming the network and the port
   */
  void make(Network network, Call call, Runnable evaluate) {
    if (called.contains(network)) {
      evaluate.run();
      return;
    }
    watch(network, call, evaluate);
    called.add(network);
  }

  /**
   * Makes a call and watches it.
   *
   * @throws IllegalStateException naming the network and the port
   */
  static void watch(Network network, Call call, Runnable evaluate) {
    Map<String, Long> before = new HashMap<>();
    call.inputs().forEach((port, v) -> {
      if (v.memory().equals(Memory.HOST)) before.put(port, sum(v));
    });
    call.outputs().forEach((port, v) -> {
      if (v.memory().equals(Memory.HOST)) Segments.into(v, s -> s.fill(NOTHING));
    });
    evaluate.run();
    call.inputs().forEach((port, v) -> {
      Long sum = before.get(port);
      if (sum != null && sum != sum(v))
        throw new IllegalStateException(network + " wrote into its input " + network.ports().input(port)
            + ": a network leaves what it is given as it is");
    });
    call.outputs().forEach((port, v) -> {
      if (v.memory().equals(Memory.HOST)) requireWritten(network, port, v);
    });
  }

  private static long sum(Value v) {
    var sum = new CRC32C();
    Segments.from(v, s -> {
      for (long at = 0; at < s.byteSize(); at += LONGEST) sum.update(s.asSlice(at, Math.min(LONGEST, s.byteSize() - at)).asByteBuffer());
    });
    return sum.getValue();
  }

  private static void requireWritten(Network network, String port, Value v) {
    Segments.from(v, s -> {
      long all = v.dimensions().elements(), left = 0, first = -1;
      for (long i = 0; i < all; i++) {
        if (!isNothing(v.type(), s, i)) continue;
        if (first < 0) first = i;
        left++;
      }
      if (left > 0)
        throw new IllegalStateException(network + " left " + left + " of " + all + " elements of its output " + network.ports().output(port)
            + " unwritten, the first in row " + first / (all / v.count()) + " of " + v.count()
            + ": a network writes each element of the place that it is given");
    });
  }

  private static boolean isNothing(ElementType type, MemorySegment s, long i) {
    return switch (type.bytes()) {
      case 2 -> s.getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, i) == 0x7f7f;
      case 4 -> s.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i) == 0x7f7f7f7f;
      case 8 -> s.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i) == 0x7f7f7f7f7f7f7f7fL;
      default -> s.get(ValueLayout.JAVA_BYTE, i) == NOTHING;
    };
  }
}
