package org.counterflow.api;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a logger says, from now until it is closed; nothing of it is printed meanwhile. By reflection: the module that the tests belong to
 * does not read java.logging, where the JVM's loggers are.
 */
final class Warnings implements AutoCloseable {
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final Object logger;
  private final Class<?> filter;

  Warnings(String name) {
    try {
      filter = Class.forName("java.util.logging.Filter");
      logger = Class.forName("java.util.logging.Logger").getMethod("getLogger", String.class).invoke(null, name);
      InvocationHandler keep = (self, method, arguments) -> {
        switch (method.getName()) {
          case "isLoggable" -> {
            Object record = arguments[0];
            Class<?> c = record.getClass();
            said.add(MessageFormat.format((String) c.getMethod("getMessage").invoke(record),
                (Object[]) c.getMethod("getParameters").invoke(record)));
            return false;
          }
          case "equals" -> {
            return self == arguments[0];
          }
          case "hashCode" -> {
            return System.identityHashCode(self);
          }
          default -> {
            return "what is said is kept";
          }
        }
      };
      set(Proxy.newProxyInstance(filter.getClassLoader(), new Class<?>[] {filter}, keep));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private void set(Object to) throws ReflectiveOperationException {
    logger.getClass().getMethod("setFilter", filter).invoke(logger, to);
  }

  /** All so far, one a line. */
  List<String> said() {
    synchronized (said) {
      return List.copyOf(said);
    }
  }

  /** Those so far that name something. */
  List<String> naming(String what) {
    return said().stream().filter(s -> s.contains(what)).toList();
  }

  @Override
  public void close() {
    try {
      set(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
