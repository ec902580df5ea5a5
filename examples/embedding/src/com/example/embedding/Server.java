package com.example.embedding;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.tensor.Shape;

/**
 * A server as it runs in a container: {@code GET /samples?SEEDS} answers with the values of these samples, doubles in big-endian order.
 *
 * <p>One sampler serves all requests, each in a virtual thread of its own; what a request needs is bounded, and so is how many run at once, so
 * memory is. All state is the object's: two servers in one JVM know nothing of each other. {@link #close} lets the requests that run end.
 */
final class Server implements AutoCloseable {
  private static final int MOST_SEEDS = 64;

  private final Sampler sampler;
  private final Shape shape;
  private final int most;
  private final Semaphore running;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer http;

  /**
   * Starts it on a free port of this machine.
   *
   * @param sampler immutable, and therefore one for all
   * @param most requests that run at once; further ones wait
   */
  Server(Sampler sampler, Shape shape, int most) throws IOException {
    this.sampler = sampler;
    this.shape = shape;
    this.most = most;
    running = new Semaphore(most, true);
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    http.createContext("/samples", this::answer);
    http.setExecutor(threads);
    http.start();
  }

  int port() {
    return http.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      running.acquireUninterruptibly();
      int status = 200;
      byte[] body;
      try {
        body = samples(String.valueOf(exchange.getRequestURI().getQuery()));
      } catch (IllegalArgumentException e) {
        status = 400;
        body = String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8);
      } finally {
        running.release();
      }
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private byte[] samples(String query) {
    Seeds seeds = Seeds.parse(query);
    if (seeds.count() > MOST_SEEDS)
      throw new IllegalArgumentException(seeds.count() + " samples are more than " + MOST_SEEDS + ": ask for fewer at once");
    try (Samples samples = sampler.sample(shape, seeds)) {
      double[] values = samples.toDoubles();
      var bytes = ByteBuffer.allocate(values.length * Double.BYTES);
      bytes.asDoubleBuffer().put(values);
      return bytes.array();
    }
  }

  /** Takes no further requests and ends when those that run have. The sampler's backend is whose who opened it. */
  @Override
  public void close() {
    running.acquireUninterruptibly(most);
    http.stop(0);
    threads.shutdown();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) throw new IllegalStateException("a request did not end");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
