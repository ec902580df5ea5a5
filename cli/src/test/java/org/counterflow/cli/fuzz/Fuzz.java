package org.counterflow.cli.fuzz;

import static org.junit.jupiter.api.Assertions.fail;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Many inputs, one after the other: each ends in the right values or in one error of a type that is documented, with a message, in bounded
 * time and memory. All that do not are listed, each with the number that makes it again.
 */
final class Fuzz {
  private static final long MOST_SECONDS = 20;
  private static final long MOST_BYTES = 32L << 20;
  private static final int MOST_LISTED = 20;
  private static final int LONGEST_MESSAGE = 1 << 16;

  private final String kind;
  private final List<Class<? extends Throwable>> named;
  private final List<String> wrong = new ArrayList<>();
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private long slowest;
  private long largest;

  /** What is done with an input; gives a word for how it ended. */
  interface Check {
    String of(int number) throws Exception;
  }

  /**
   * A kind of input.
   *
   * @param named the errors that are documented
   */
  Fuzz(String kind, List<Class<? extends Throwable>> named) {
    this.kind = kind;
    this.named = named;
  }

  /** Checks inputs 0 to n - 1. */
  void run(int n, Check check) {
    try (ExecutorService one = Executors.newSingleThreadExecutor(r -> Thread.ofPlatform().daemon().name("fuzz-" + kind).unstarted(r))) {
      for (int i = 0; i < n && wrong.size() < MOST_LISTED; i++) {
        int number = i;
        var task = one.submit(() -> one(number, check));
        try {
          task.get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
          one.shutdownNow();
          // Not waited for: it may never end.
          throw new AssertionError(kind + " " + number + " takes longer than " + MOST_SECONDS + " s", e);
        } catch (ExecutionException e) {
          throw new AssertionError(kind + " " + number, e.getCause());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new AssertionError(e);
        }
      }
    }
    System.out.printf("%s: %d inputs %s, the slowest %d ms, the largest %d KiB%n", kind, n, outcomes, slowest / 1_000_000, largest >> 10);
    if (!wrong.isEmpty()) fail(kind + ":\n" + String.join("\n", wrong));
  }

  private void one(int number, Check check) {
    long start = System.nanoTime(), bytes = Allocated.bytes();
    String outcome;
    try {
      outcome = check.of(number);
    } catch (AssertionError e) {
      outcome = "wrong";
      wrong.add(kind + " " + number + ": " + e.getMessage());
    } catch (Throwable e) { // an error of any type is an outcome
      outcome = named.stream().anyMatch(c -> c.isInstance(e)) ? "refused" : "wrong";
      String said = e.getMessage();
      if (outcome.equals("wrong") || said == null || said.isBlank() || said.length() > LONGEST_MESSAGE) wrong.add(kind + " " + number + ": " + trace(e));
    }
    long nanos = System.nanoTime() - start, took = Allocated.bytes() - bytes;
    if (took > MOST_BYTES) wrong.add(kind + " " + number + ": " + (took >> 20) + " MiB, " + outcome);
    slowest = Math.max(slowest, nanos);
    largest = Math.max(largest, took);
    outcomes.merge(outcome, 1, Integer::sum);
  }

  private static String trace(Throwable e) {
    String said = String.valueOf(e);
    return said.substring(0, Math.min(said.length(), 300)) + Arrays.stream(e.getStackTrace()).limit(6).map(s -> "\n    " + s).toList();
  }

  /** Heap that the current thread was given so far. By reflection: of the test alone, no module needs the one that counts. */
  private static final class Allocated {
    private static final Object BEAN;
    private static final Method BYTES;

    static {
      try {
        BEAN = Class.forName("java.lang.management.ManagementFactory").getMethod("getThreadMXBean").invoke(null);
        BYTES = Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    static long bytes() {
      try {
        return (long) BYTES.invoke(BEAN);
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
  }
}
