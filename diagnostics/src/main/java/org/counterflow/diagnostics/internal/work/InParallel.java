package org.counterflow.diagnostics.internal.work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/** Measurements that do not depend on one another, on all processors. */
public final class InParallel {
  private InParallel() {}

  /**
   * Measures each, in any order.
   *
   * @param progress told of each when it begins, by one thread at a time
   * @param name of each
   * @return what came out, in the order of {@code all}
   */
  public static <A, B> List<B> each(List<A> all, Consumer<String> progress, Function<A, String> name, Function<A, B> measurement) {
    var lock = new Object();
    return each(all, a -> {
      synchronized (lock) {
        progress.accept(name.apply(a));
      }
      return measurement.apply(a);
    });
  }

  /**
   * The same without a word. What a measurement throws is thrown, and those that have not begun are left.
   *
   * @return what came out, in the order of {@code all}
   */
  public static <A, B> List<B> each(List<A> all, Function<A, B> measurement) {
    try (var workers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      List<Future<B>> running = all.stream().map(a -> workers.submit(() -> measurement.apply(a))).toList();
      var found = new ArrayList<B>();
      try {
        for (Future<B> f : running) found.add(f.get());
        return found;
      } catch (ExecutionException e) {
        workers.shutdownNow();
        if (e.getCause() instanceof RuntimeException r) throw r;
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        workers.shutdownNow();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the measurement was interrupted", e);
      }
    }
  }
}
