package org.counterflow.cli.terminal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C and a request to terminate: stops the work at hand, which then cleans up and ends with {@link Stopped}. What does not end soon is
 * ended with the process.
 *
 * <p>Signals are caught rather than left to shutdown hooks: those of all libraries run at once, and ONNX Runtime's takes the ground from
 * under a network that is being opened, which aborts the process.
 */
public final class Interrupt implements AutoCloseable {
  /** The exit status of a process that Ctrl-C ends. */
  public static final int STATUS = 130;
  /** That of one which is asked to terminate. */
  public static final int TERMINATED = 143;

  private static final long PATIENCE_MILLIS = 1500;
  private static final String INT = "INT";
  private static final String TERM = "TERM";

  private final List<Runnable> restore = new ArrayList<>();
  private @Nullable Runnable stop;
  private @Nullable String signal;

  private Interrupt() {}

  /** How work ends that was asked to. */
  public static final class Stopped extends CancellationException {
    private static final long serialVersionUID = 1;

    private final int status;

    Stopped(String signal) {
      super(signal.equals(TERM) ? "terminated" : "interrupted");
      status = statusOf(signal);
    }

    /** The exit status. */
    public int status() {
      return status;
    }
  }

  private static int statusOf(String signal) {
    return signal.equals(TERM) ? TERMINATED : STATUS;
  }

  /** Watches until it is closed. In a process that is somebody else's, nothing is caught. */
  public static Interrupt watch(Console console) {
    var i = new Interrupt();
    if (console.ownsProcess()) for (String signal : List.of(INT, TERM)) i.handle(signal);
    return i;
  }

  /** By reflection, because the class is outside the platform's API: where it is missing, signals end the process as they always do. */
  private void handle(String name) {
    try {
      Class<?> signals = Class.forName("sun.misc.Signal"), handlers = Class.forName("sun.misc.SignalHandler");
      Object signal = signals.getConstructor(String.class).newInstance(name);
      Method handle = signals.getMethod("handle", signals, handlers);
      InvocationHandler ours = (proxy, method, args) -> switch (method.getName()) {
        case "equals" -> proxy == args[0];
        case "hashCode" -> System.identityHashCode(proxy);
        case "toString" -> "interrupt";
        default -> {
          ask(name);
          yield null;
        }
      };
      Object before = handle.invoke(null, signal, Proxy.newProxyInstance(handlers.getClassLoader(), new Class<?>[] {handlers}, ours));
      restore.add(() -> invoke(handle, signal, before));
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      System.getLogger("org.counterflow.cli").log(System.Logger.Level.DEBUG, "cannot catch " + name, e);
    }
  }

  private static void invoke(Method handle, Object signal, Object handler) {
    try {
      handle.invoke(null, signal, handler);
    } catch (IllegalAccessException | InvocationTargetException e) {
      // The process is about to end anyway.
    }
  }

  /**
   * What to do when the process is asked to end, until {@link #done}.
   *
   * @param action makes the work end soon; runs in another thread
   * @throws Stopped if it was asked already
   */
  public synchronized void onStop(Runnable action) {
    check();
    stop = action;
  }

  /** There is nothing to stop any more. */
  public synchronized void done() {
    stop = null;
  }

  /**
   * Throws if the process was asked to end.
   *
   * @throws Stopped if so
   */
  public synchronized void check() {
    if (signal != null) throw new Stopped(signal);
  }

  private void ask(String name) {
    Runnable action;
    synchronized (this) {
      // Whoever asks twice does not want to wait.
      if (signal != null) System.exit(statusOf(name));
      signal = name;
      action = stop;
    }
    Thread.ofPlatform().daemon().name("patience").start(() -> endAnyway(statusOf(name)));
    if (action != null) action.run();
  }

  private static void endAnyway(int status) {
    try {
      Thread.sleep(PATIENCE_MILLIS);
      System.exit(status);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the watch. */
  @Override
  public void close() {
    restore.forEach(Runnable::run);
    restore.clear();
  }
}
