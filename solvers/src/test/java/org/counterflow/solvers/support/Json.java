package org.counterflow.solvers.support;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Test resources as maps, lists, strings and numbers. */
public final class Json {
  private Json() {}

  /** Reads a resource. */
  public static Map<String, Object> read(InputStream in) {
    try (in; JsonParser p = JsonFactory.builder().build().createParser(ObjectReadContext.empty(), in)) {
      p.nextToken();
      return map(p);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Map<String, Object> map(JsonParser p) {
    var m = new LinkedHashMap<String, Object>();
    while (p.nextToken() != JsonToken.END_OBJECT) {
      String name = p.currentName();
      p.nextToken();
      m.put(name, value(p));
    }
    return m;
  }

  private static Object value(JsonParser p) {
    return switch (p.currentToken()) {
      case START_OBJECT -> map(p);
      case START_ARRAY -> {
        var l = new ArrayList<>();
        while (p.nextToken() != JsonToken.END_ARRAY) l.add(value(p));
        yield l;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> p.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> Double.NaN;
      default -> p.getString();
    };
  }

  /** The numbers of nested lists, in order. */
  public static double[] numbers(Object value) {
    var all = new ArrayList<Double>();
    collect(value, all);
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void collect(Object value, List<Double> to) {
    if (value instanceof List<?> l) l.forEach(v -> collect(v, to));
    else if (value instanceof Double d) to.add(d);
    else throw new IllegalArgumentException(value + " is no number");
  }

  /** A list of lists as rows of numbers. */
  public static double[][] rows(Object value) {
    return ((List<?>) value).stream().map(Json::numbers).toArray(double[][]::new);
  }
}
