package org.counterflow.api.internal.driver;

import org.counterflow.api.score.Call;
import org.counterflow.api.score.Network;

/** Straight to the network, with a clock beside it. */
record DirectCaller(Counters counters) implements Caller {
  @Override
  public void call(Network network, Call call) {
    call.cancellation().check();
    long start = System.nanoTime();
    try {
      network.evaluate(call);
    } finally {
      counters.networkNanos.add(System.nanoTime() - start);
      counters.networkCalls.increment();
    }
  }
}
