package com.example.embedding;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Target;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.Targets;

/**
 * The test of the server: {@code Load REQUESTS} or {@code Load SECONDSs}. 32 clients ask one server for samples, one to four at once, in any order;
 * each has to have the bits of a run of its seed alone. At the end what was asked for outside the heap is what it was before, and no thread is left.
 */
final class Load {
  private static final int CLIENTS = 32, SEEDS = 97;
  /** What the JVM itself may have kept between two counts, in kilobytes. */
  private static final long SLACK = 64;

  private Load() {}

  public static void main(String[] args) throws Exception {
    boolean timed = args[0].endsWith("s");
    long many = Long.parseLong(timed ? args[0].substring(0, args[0].length() - 1) : args[0]);
    // Once through all of it, so that what is loaded once and kept counts as before.
    serve(20, 0);
    long before = settled();
    System.out.println("before: " + before + " KB outside the heap, " + threads() + " threads");
    long start = System.nanoTime(), end = timed ? start + Duration.ofSeconds(many).toNanos() : 0;
    long done = serve(timed ? Long.MAX_VALUE : many, end);
    double seconds = (System.nanoTime() - start) / 1e9;
    long after = settled();
    System.out.printf("%d requests of %s in %.1f s, each with the bits of its seeds alone%n", done, target(), seconds);
    System.out.println("after: " + after + " KB outside the heap, " + threads() + " threads, heap "
        + (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory() >> 20) + " MB of at most "
        + (Runtime.getRuntime().maxMemory() >> 20));
    if (after > before + SLACK) throw new IllegalStateException("memory outside the heap went from " + before + " KB to " + after);
    if (workers() > 0) throw new IllegalStateException(workers() + " threads are left: " + Thread.getAllStackTraces().keySet());
  }

  /** Of some size, so that a sample that is not closed would be seen. */
  private static Target target() {
    return Targets.gaussian(0.3, 0.5, 1024);
  }

  /** The least of several counts: what nobody holds goes with the collector. */
  private static long settled() throws Exception {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(100);
      least = Math.min(least, NativeMemory.kilobytes());
    }
    return least;
  }

  private static int threads() {
    return Thread.getAllStackTraces().size();
  }

  /** Threads that would keep the JVM alive. */
  private static long workers() {
    return Thread.getAllStackTraces().keySet().stream().filter(t -> !t.isDaemon() && t != Thread.currentThread() && !t.getName().equals("DestroyJavaVM"))
        .count();
  }

  private static long serve(long requests, long end) throws Exception {
    Target target = target();
    try (var backend = Backends.installed().open("cpu-vector", Options.defaults().threads(1))) {
      Sampler sampler = Sampler.of(target.score()).on(backend).solver(Solvers.dpmSolverPP2MSde()).steps(12);
      double[][] alone = IntStream.range(0, SEEDS).mapToObj(seed -> {
        try (Samples s = sampler.sample(target.shape(), Seeds.of(seed))) {
          return s.doubles(0);
        }
      }).toArray(double[][]::new);
      try (var server = new Server(sampler, target.shape(), CLIENTS)) {
        return ask(server.port(), requests, end, alone);
      }
    }
  }

  private static long ask(int port, long requests, long end, double[][] alone) throws Exception {
    var next = new AtomicLong();
    var done = new AtomicLong();
    try (var clients = Executors.newVirtualThreadPerTaskExecutor(); var http = HttpClient.newBuilder().executor(clients).build()) {
      Callable<Void> client = () -> {
        for (long k = next.getAndIncrement(); k < requests && (end == 0 || System.nanoTime() < end); k = next.getAndIncrement()) {
          check(http, port, k, alone);
          done.incrementAndGet();
        }
        return null;
      };
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) all.add(clients.submit(client));
      long peak = 0;
      while (all.stream().anyMatch(f -> !f.isDone())) {
        peak = Math.max(peak, NativeMemory.kilobytes());
        Thread.sleep(20);
      }
      for (Future<Void> f : all) f.get();
      System.out.println("at work: at most " + peak + " KB outside the heap");
    }
    return done.get();
  }

  private static void check(HttpClient http, int port, long k, double[][] alone) throws Exception {
    int count = (int) (k % 4) + 1, first = (int) (k * 31 % (SEEDS - count));
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/samples?" + first + "-" + (first + count - 1))).build();
    HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) throw new IllegalStateException("request " + k + ": " + answer.statusCode() + " " + new String(answer.body()));
    var got = new double[answer.body().length / Double.BYTES];
    ByteBuffer.wrap(answer.body()).asDoubleBuffer().get(got);
    int n = alone[0].length;
    for (int i = 0; i < count; i++) {
      if (!Arrays.equals(alone[first + i], Arrays.copyOfRange(got, i * n, (i + 1) * n)))
        throw new IllegalStateException("request " + k + ": seed " + (first + i) + " has other values than alone");
    }
  }
}
