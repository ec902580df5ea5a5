package org.counterflow.backend.onnx;

import java.util.Locale;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** Kinds of native objects, with how many of each are open in this process. */
enum Handle {
  /** A loaded model. */
  SESSION,
  /** What one call at a time needs: the options of a run. */
  SLOT,
  /** A tensor over a value's memory. */
  TENSOR,
  /** A value that a run gave. */
  VALUE;

  private final AtomicLong open = new AtomicLong();

  void opened() {
    open.incrementAndGet();
  }

  void closed() {
    open.decrementAndGet();
  }

  /** All of them, by kind. */
  static SequencedMap<String, Long> counts() {
    var counts = new TreeMap<String, Long>();
    for (Handle h : values()) counts.put(h.name().toLowerCase(Locale.ROOT), h.open.get());
    return counts;
  }
}
