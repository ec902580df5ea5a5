package org.counterflow.api.part;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of a part, once and beside its class: id, summary, paper, parameters with ranges and defaults, how it is made, and how a
 * value prints.
 *
 * <pre>{@code
 * record Karras(double rho, double from) implements TimeGrid {
 *   private static final Parameter<Double> RHO = Parameter.number("rho", 7, 1, 1000, "the root");
 *   private static final Parameter<Double> FROM = Parameter.number("from", ...);
 *   public static final Part<Karras> PART = Part.of(Karras.class, "karras", "equal steps in a root of sigma/alpha", "arXiv:2206.00364")
 *       .with(RHO, Karras::rho).with(FROM, Karras::from).made(a -> new Karras(a.get(RHO), a.get(FROM)));
 *
 *   public Karras() { this(RHO.byDefault(), FROM.byDefault()); }
 *   public Karras { PART.checked(RHO, rho); PART.checked(FROM, from); }
 *   public String toString() { return PART.text(this); }
 * }
 * }</pre>
 *
 * @param <P> the type of its values
 */
public final class Part<P> {
  private static final Pattern ID = Pattern.compile("([a-z0-9]++/)?+[a-z0-9]++(-[a-z0-9]++)*+(\\+\\+)?+");

  private final Class<P> type;
  private final String id;
  private final String summary;
  private final String paper;
  private final List<Function<? super P, ?>> inner;
  private final List<Component<P, ?>> components;
  private final List<Parameter<?>> parameters;
  private final @Nullable Function<Arguments, ? extends P> factory;

  /** A parameter, and how a value shows it; null where it does not. */
  private record Component<P, V>(Parameter<V> parameter, @Nullable Function<? super P, ? extends V> shown) {
    static <P, V> Component<P, V> hidden(Parameter<V> parameter) {
      return new Component<>(parameter, null);
    }

    Arguments into(Arguments a, P value) {
      if (shown == null) throw new IllegalStateException(value.getClass().getSimpleName() + " does not show its " + parameter.name());
      return a.with(parameter, shown.apply(value));
    }
  }

  private Part(Class<P> type, String id, String summary, String paper, List<Function<? super P, ?>> inner, List<Component<P, ?>> components,
      @Nullable Function<Arguments, ? extends P> factory) {
    this.type = type;
    this.id = id;
    this.summary = summary;
    this.paper = paper;
    this.inner = inner;
    this.components = components;
    parameters = components.stream().<Parameter<?>>map(Component::parameter).toList();
    if (parameters.stream().map(Parameter::name).distinct().count() < parameters.size())
      throw new IllegalArgumentException("two parameters of " + id + " have one name: " + parameters);
    this.factory = factory;
  }

  /**
   * A part without parameters so far; {@link #made} ends its declaration.
   *
   * @param type the type of its values
   * @param id kebab-case; third parties prefix theirs ({@code acme/leap})
   * @param summary one sentence
   * @param paper where it is from, as {@code arXiv:2211.01095} or a short citation; empty if nowhere
   */
  public static <P> Part<P> of(Class<P> type, String id, String summary, String paper) {
    if (id == null || !ID.matcher(id).matches())
      throw new IllegalArgumentException(
          "\"" + id + "\" is no id: lower-case words with - between them, after a vendor and / if it is not Counterflow's");
    return new Part<>(type, id, summary, paper, List.of(), List.of(), null);
  }

  /** The same around one more part of its kind: {@code churn(heun)}. */
  public Part<P> around(Function<? super P, ?> shown) {
    return new Part<>(type, id, summary, paper, and(inner, shown), components, factory);
  }

  /** The same with one more parameter, and what it is of a value. */
  public <V> Part<P> with(Parameter<V> p, Function<? super P, ? extends V> shown) {
    return new Part<>(type, id, summary, paper, inner, and(components, new Component<P, V>(p, shown)), factory);
  }

  /** The same with further parameters that values do not show: they keep their {@link Arguments}, or print as another part. */
  public Part<P> with(Parameter<?>... more) {
    List<Component<P, ?>> all = components;
    for (Parameter<?> p : more) all = and(all, Component.hidden(p));
    return new Part<>(type, id, summary, paper, inner, all, factory);
  }

  /** The same made in this way. */
  public Part<P> made(Function<Arguments, ? extends P> how) {
    return new Part<>(type, id, summary, paper, inner, components, how);
  }

  /** The same parameters under another name: of this part, or where it takes others in brackets, of it around these. */
  public Part<P> named(String other, String what, Object... around) {
    return of(type, other, what, paper).with(parameters.toArray(Parameter<?>[]::new))
        .made(a -> make(a.as(this, List.of(around))));
  }

  private static <E> List<E> and(List<E> all, E one) {
    var more = new ArrayList<E>(all);
    more.add(one);
    return List.copyOf(more);
  }

  /** The type of its values. */
  public Class<P> type() {
    return type;
  }

  /** Its id. */
  public String id() {
    return id;
  }

  /** What it is, one sentence. */
  public String summary() {
    return summary;
  }

  /** Where it is from; empty if nowhere. */
  public String paper() {
    return paper;
  }

  /** How many parts of the same kind it takes in brackets. */
  public int inner() {
    return inner.size();
  }

  /** Its parameters, in the order in which they are shown. */
  public List<Parameter<?>> parameters() {
    return parameters;
  }

  /** The defaults, around these parts. */
  public Arguments arguments(Object... around) {
    if (around.length != inner())
      throw new IllegalArgumentException(id + " takes " + inner() + " parts in brackets, not " + around.length);
    return Arguments.of(this, List.of(around));
  }

  /** The part of these arguments. */
  public P make(Arguments a) {
    if (factory == null) throw new IllegalStateException(id + " is declared without made(...)");
    return factory.apply(a);
  }

  /**
   * The part of what was read; what is not given has its default.
   *
   * @param around the parts in brackets
   * @param given texts by the names of parameters
   * @throws IllegalArgumentException naming the parameter, the value and the range, or a name that no parameter has
   */
  public P make(List<?> around, Map<String, String> given) {
    Arguments a = arguments(around.toArray());
    for (String name : given.keySet()) {
      if (parameters.stream().anyMatch(p -> p.name().equals(name))) continue;
      throw new IllegalArgumentException(id + " has no parameter \"" + name + "\"; it has "
          + (parameters.isEmpty() ? "none" : parameters.stream().map(Parameter::name).collect(Collectors.joining(", "))));
    }
    for (Parameter<?> p : parameters) {
      String v = given.get(p.name());
      if (v == null) a.get(p);
      else a = a.reading(p, v);
    }
    return make(a);
  }

  /** The catalogue text of a value: the id, inner parts in brackets, then what differs from the defaults. */
  public String text(P value) {
    Arguments a = Arguments.of(this, inner.stream().<Object>map(f -> f.apply(value)).toList());
    for (Component<P, ?> c : components) a = c.into(a, value);
    return a.text();
  }

  /**
   * A value of a parameter, if it is in its range: for constructors.
   *
   * @throws IllegalArgumentException naming the part, the parameter, the value and the range
   */
  public <V> V checked(Parameter<V> p, V value) {
    return saying(() -> p.checked(value));
  }

  /** What goes wrong inside is said with the part's id before it. */
  <V> V saying(Supplier<V> work) {
    try {
      return work.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(id + ": " + e.getMessage(), e);
    }
  }
}
