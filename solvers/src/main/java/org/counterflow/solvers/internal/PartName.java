package org.counterflow.solvers.internal;

import java.util.List;
import java.util.stream.Collectors;
import org.counterflow.api.catalogue.Parameter;

/** Builds a catalogue text: the id, then the parameters that differ from their default. */
public final class PartName {
  private final String id;
  private final StringBuilder parameters = new StringBuilder();

  private PartName(String id) {
    this.id = id;
  }

  /** A part of this id. */
  public static PartName of(String id) {
    return new PartName(id);
  }

  /** A part around another. */
  public static PartName around(String id, Object inner) {
    return new PartName(id + "(" + inner + ")");
  }

  /** A number, left out if it is the default. */
  public PartName with(String name, double value, double byDefault) {
    return value == byDefault ? this : append(name, Parameter.text(value));
  }

  /** A word, left out if it is the default. */
  public PartName with(String name, Object value, Object byDefault) {
    return value.equals(byDefault) ? this : append(name, value.toString());
  }

  /** Numbers that have no default. */
  public PartName with(String name, List<Double> values) {
    return append(name, values.stream().map(Parameter::text).collect(Collectors.joining("/")));
  }

  private PartName append(String name, String value) {
    parameters.append(parameters.isEmpty() ? ':' : ',').append(name).append('=').append(value);
    return this;
  }

  @Override
  public String toString() {
    return id + parameters;
  }
}
