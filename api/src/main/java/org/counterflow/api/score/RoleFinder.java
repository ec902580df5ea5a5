package org.counterflow.api.score;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.counterflow.api.internal.text.Shown;
import org.counterflow.api.network.Dimension;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.tensor.ElementType;
import org.jspecify.annotations.Nullable;

/** Finds the roles of a network's ports. */
final class RoleFinder {
  static final String VARIANCE = "variance";

  private final Ports ports;
  private final Said said;
  private final Description description;
  private final Refusal refusal;
  private final @Nullable List<Fit.Part> parts;
  private final Fit fit;
  private final Sizes sizes;
  private final Batch batch;

  RoleFinder(String file, Ports ports, Said said, Sizes sizes, Description description) {
    this.ports = ports;
    this.said = said;
    this.description = description;
    this.refusal = new Refusal(file, ports);
    for (Port p : ports.inputs()) {
      if (!p.isSupported())
        throw refusal.of("its input " + p + " has a type that is not supported", "export it as one of numbers or truth values");
      for (int i = 0; i < p.rank(); i++)
        if (sizes.of(p, i) == 0) throw refusal.of("its input " + p + " has no elements", "export it with dimensions of at least 1");
      requireAddressable("input", p, sizes);
    }
    for (Port p : ports.outputs()) requireAddressable("output", p, sizes);
    Said.Entry split = said.find(Said.SPLIT);
    if (split != null && split.value().isBlank()) throw split.wrong("the name of the second half of the raw output, for instance variance");
    this.parts = parts(said.find(Said.CONCAT));
    this.fit = new FitFinder(ports, said, sizes, description.prediction(), parts, refusal).find();
    this.sizes = fixedRows(sizes);
    this.batch = new Batch(fit.state(), this.sizes);
  }

  /** That a row of a port can be held at all; later its sizes are plain integers. */
  private void requireAddressable(String kind, Port p, Sizes sizes) {
    double elements = 1;
    boolean told = false;
    for (int i = 0; i < p.rank(); i++) {
      elements *= Math.max(1, sizes.of(p, i));
      told |= p.dimensions().get(i).isOpen() && sizes.of(p, i) != Dimension.OPEN;
    }
    if (elements > Integer.MAX_VALUE) throw refusal.of("its " + kind + " " + p + " has more than " + Integer.MAX_VALUE + " elements",
        told ? "give smaller sizes of its open dimensions (--dim on the command line, dim.NAME in a program)" : "export it with smaller dimensions");
  }

  Sizes sizes() {
    return sizes;
  }

  Roles find() {
    distinct();
    Port time = time();
    Port towards = towards(time);
    Port classes = classes(time, towards);
    int oneHot = oneHot(classes);
    var conditions = new LinkedHashMap<String, Port>();
    for (Port p : ports.inputs()) if (p != fit.state() && p != time && p != towards && p != classes) conditions.put(p.name(), p);
    List<Roles.Slice> concat = concat(time);
    checkNames(conditions, concat, classes);
    checkRows(time, towards, classes);
    checkDescription(time);
    String half = half();
    return new Roles(fit, time, towards, classes, oneHot, half, conditions, concat, extras(half), batch);
  }

  /** The parts that are said to fill the state port: {@code state,mask:1,image:4}. Null if nothing is said. */
  private static @Nullable List<Fit.Part> parts(Said.@Nullable Entry e) {
    if (e == null) return null;
    var parts = new ArrayList<Fit.Part>();
    String expected = "the parts of the state's channels in order, as in state,mask:1,image:4; one of them may lack its number";
    int open = 0;
    for (int at = 0; at <= e.value().length() && !e.value().isBlank();) {
      int comma = e.value().indexOf(',', at), end = comma < 0 ? e.value().length() : comma;
      String part = e.value().substring(at, end);
      int colon = part.lastIndexOf(':');
      String name = (colon < 0 ? part : part.substring(0, colon)).strip();
      long channels = colon < 0 ? Dimension.OPEN : new Said.Entry(e.file(), e.key(), part.substring(colon + 1), e.byFile()).count();
      if (name.isEmpty() || parts.stream().anyMatch(p -> p.name().equals(name))) throw e.wrong(expected);
      if (channels == Dimension.OPEN && !name.equals(Roles.STATE)) open++;
      parts.add(new Fit.Part(name, channels));
      at = end + 1;
    }
    if (open > 1) throw e.wrong(expected);
    return parts;
  }

  /** A fixed batch that is said: of an open one it is the size, of a fixed one it must be. */
  private Sizes fixedRows(Sizes sizes) {
    Said.Entry e = said.find(Said.ROWS);
    if (e == null) return sizes;
    int rows = e.count();
    long size = sizes.of(fit.state(), 0);
    if (size != Dimension.OPEN && size != rows) throw e.wrong(size + ", the first dimension of the state " + fit.state());
    return size == Dimension.OPEN ? sizes.with(Sizes.symbol(fit.state(), 0), rows) : sizes;
  }

  /** No port is said to have two roles. */
  private void distinct() {
    var seen = new LinkedHashMap<Port, Role>();
    for (Role r : Role.values()) {
      Said.PortSaid p = said.port(r);
      if (p == null) continue;
      Role other = seen.put(p.port(), r);
      if (other != null) throw p.entry().wrong("another port than that of " + other);
    }
  }

  private @Nullable Port time() {
    if (said.isNone(Role.TIME)) return null;
    Port port = said(Role.TIME, this::isTime, "one number a row, or one for all, of a number's type");
    if (port != null) return port;
    List<Port> inputs = free();
    List<Port> called = inputs.stream().filter(p -> WellKnown.is(Role.TIME, p.name())).toList();
    List<Port> named = called.stream().filter(this::isTime).toList();
    if (named.size() > 1) throw refusal.several(Role.TIME, named);
    if (named.size() == 1) return named.getFirst();
    List<Port> unknown = inputs.stream().filter(p -> isTime(p) && !WellKnown.isOther(Role.TIME, p.name())).toList();
    if (unknown.size() > 1) throw refusal.of("which input is the time is not clear, it could be " + Refusal.text(unknown)
        + ", or none of them (then say role.time= with nothing behind it)", Role.TIME);
    if (unknown.size() == 1) return unknown.getFirst();
    if (!called.isEmpty())
      throw refusal.of("its input " + Refusal.text(called) + " is called like the time, but is not one number a row: export it as [batch], "
          + "or, if it is none, say role.time= with nothing behind it", Role.TIME);
    return null;
  }

  private boolean isTime(Port p) {
    return batch.isNumber(p) && p.type() != ElementType.BOOL;
  }

  private @Nullable Port towards(@Nullable Port time) {
    if (said.isNone(Role.TOWARDS)) return null;
    Port port = said(Role.TOWARDS, this::isTime, "one number a row, or one for all, of a number's type");
    List<Port> named = free().stream().filter(p -> p != time && WellKnown.is(Role.TOWARDS, p.name()) && isTime(p)).toList();
    if (port == null && named.size() > 1) throw refusal.several(Role.TOWARDS, named);
    if (port == null && named.size() == 1) port = named.getFirst();
    if (port != null && time == null)
      throw refusal.of("its input " + port + " would be the target time of a network that takes no time; if it is the time, or a "
          + "condition, say so with role.time=" + port.name() + " or role.towards= with nothing behind it", Role.TIME);
    return port;
  }

  private @Nullable Port classes(@Nullable Port time, @Nullable Port towards) {
    if (said.isNone(Role.CLASS)) return null;
    Port port = said(Role.CLASS, p -> isLabel(p) || isOneHot(p), "a label a row, or a floating-point row of a number a class");
    if (port != null) return port;
    List<Port> inputs = free().stream().filter(p -> p != time && p != towards).toList();
    List<Port> named = inputs.stream().filter(p -> WellKnown.is(Role.CLASS, p.name()) && isClass(p)).toList();
    if (named.size() > 1) throw refusal.several(Role.CLASS, named);
    if (named.size() == 1) return checked(named.getFirst(), time);
    if (description.classes().isEmpty()) return null;
    List<Port> alike = inputs.stream().filter(p -> !WellKnown.isOther(Role.CLASS, p.name()) && isLabel(p) && !Fit.isFloat(p)).toList();
    if (alike.size() > 1) throw refusal.several(Role.CLASS, alike);
    return alike.isEmpty() ? null : alike.getFirst();
  }

  private boolean isLabel(Port p) {
    return batch.isNumber(p) && (batch.hasARowEach(p) || batch.rows() == 1) && p.type() != ElementType.BOOL;
  }

  private boolean isOneHot(Port p) {
    return Fit.isFloat(p) && p.rank() == 2 && batch.hasARowEach(p) && width(p) > 1;
  }

  /** How long the rows of a port are that takes classes as rows; open ones are as long as the file has classes. */
  private long width(Port p) {
    long width = sizes.of(p, 1);
    return width == Dimension.OPEN && !description.classes().isEmpty() ? description.classes().size() : width;
  }

  /** Names that embeddings have too are a class's only where the file's classes are as many. */
  private boolean isClass(Port p) {
    String name = WellKnown.plain(p.name());
    boolean isNumber = isLabel(p);
    if (name.equals("cond") || name.equals("c")) return isNumber && !Fit.isFloat(p);
    if (isNumber) return true;
    if (!isOneHot(p)) {
      if (Fit.isFloat(p) && p.rank() == 2 && width(p) == Dimension.OPEN && !name.equals("y"))
        throw refusal.of("how many classes its input " + p + " has is open", "say it with --dim " + Sizes.symbol(p, 1)
            + "=N on the command line, or dim." + Sizes.symbol(p, 1) + "=N in a program");
      return false;
    }
    return !name.equals("y") || !description.classes().isEmpty() && isAsMany(p);
  }

  private boolean isAsMany(Port oneHot) {
    int n = description.classes().size();
    return width(oneHot) == n || width(oneHot) == n + 1;
  }

  /** Some networks call their time the labels: one floating-point number a row beside no time could be either. */
  private Port checked(Port classes, @Nullable Port time) {
    if (time == null && !said.isNone(Role.TIME) && batch.isNumber(classes) && Fit.isFloat(classes))
      throw refusal.of("its input " + classes + " is called like the class, but is the only number a row of a network without a time; say "
          + Role.CLASS.key() + "=" + classes.name() + " if it is the class", Role.TIME);
    return classes;
  }

  /** How many numbers a row for the class has, or 0 for a label. */
  private int oneHot(@Nullable Port classes) {
    if (classes == null || batch.isNumber(classes)) return 0;
    int n = description.classes().size();
    Integer none = description.nullClass();
    if (n > 0 && !isAsMany(classes))
      throw refusal.of("its metadata name " + n + " classes, but its input " + classes + " has rows of " + width(classes), Role.CLASS);
    if (none != null && none > width(classes))
      throw refusal.of("its metadata say that the label " + none + " means no class, but its input " + classes + " has rows of "
          + width(classes), Role.CLASS);
    return Math.toIntExact(width(classes));
  }

  /** The port that is said to have a role; it must fit. */
  private @Nullable Port said(Role role, Predicate<Port> fits, String form) {
    Said.PortSaid p = said.port(role);
    if (p == null) return null;
    if (p.port() == fit.state()) throw p.entry().wrong("another input than the state");
    if (!fits.test(p.port())) throw p.entry().wrong("an input with " + form + ", is " + p.port());
    return p.port();
  }

  /** Inputs that are not the state and not said to be something. */
  private List<Port> free() {
    List<Port> taken = Stream.of(Role.values()).map(said::port).filter(Objects::nonNull).map(Said.PortSaid::port).toList();
    return ports.inputs().stream().filter(p -> p != fit.state() && !taken.contains(p)).toList();
  }

  private List<Roles.Slice> concat(@Nullable Port time) {
    if (parts != null && !parts.isEmpty()) return fit.slices(parts, sizes);
    if (fit.kind() == Fit.Kind.SAME) return List.of();
    if (time == null && said.port(Role.STATE) == null)
      throw refusal.of("it is not a score network, or its roles are not clear: " + fit.state() + " and " + fit.raw()
          + " differ in their channels, and no input is a time", Role.STATE);
    return fit.kind() == Fit.Kind.CONCAT ? fit.slices(List.of(new Fit.Part("concat", Dimension.OPEN)), sizes) : List.of();
  }

  private void checkNames(SequencedMap<String, Port> conditions, List<Roles.Slice> concat, @Nullable Port classes) {
    if (classes != null && conditions.containsKey(Conditions.CLASS))
      throw refusal.of("two of its inputs would be the condition \"class\", " + classes + " and " + conditions.get(Conditions.CLASS),
          Role.CLASS);
    for (Roles.Slice s : concat) {
      if (conditions.containsKey(s.name()) || s.name().equals(Conditions.CLASS))
        throw refusal.of("the channels that fill its state, " + s.name() + ", have the name of another condition",
            "say other names with role.concat=state,NAME:CHANNELS");
    }
  }

  /** A first dimension of fixed size counts samples only where something says so: a network without a batch looks the same. */
  private void checkRows(@Nullable Port time, @Nullable Port towards, @Nullable Port classes) {
    long rows = batch.rows();
    if (rows == Dimension.OPEN || rows == 1 || said.find(Said.ROWS) != null || fit.state().dimensions().getFirst().isOpen()) return;
    for (Port p : ports.inputs()) {
      boolean perRow = p == time || p == towards || p == classes ? batch.hasARowEach(p) : p != fit.state() && batch.isBatched(p);
      if (perRow) return;
    }
    throw refusal.of("nothing says whether the first dimension of its state " + fit.state() + " counts samples",
        "export it with a batch dimension first; if it is one, say it with --role rows=" + rows
            + " on the command line, rows=" + rows + " in a program, or counterflow.rows in the file's metadata");
  }

  private void checkDescription(@Nullable Port time) {
    if (time == null && description.says("time") != null && !said.isNone(Role.TIME))
      throw refusal.of("its metadata say counterflow.time=" + Shown.quoted(Objects.requireNonNull(description.says("time")))
          + ", but no input is the time; if it takes none, say role.time= with nothing behind it", Role.TIME);
  }

  private @Nullable String half() {
    Said.Entry split = said.find(Said.SPLIT);
    if (!fit.halves()) return null;
    return split == null ? VARIANCE : split.value().strip();
  }

  private SequencedMap<String, Port> extras(@Nullable String half) {
    var extras = new LinkedHashMap<String, Port>();
    Said.PortSaid variance = said.port(Role.VARIANCE);
    if (variance != null && (variance.port() == fit.raw() || !hasARow(variance.port())))
      throw variance.entry().wrong("a further floating-point output with a row a row, is " + variance.port());
    for (Port p : ports.outputs()) {
      if (p == fit.raw() || !hasARow(p)) continue;
      String name = variance != null && p == variance.port() ? VARIANCE : p.name();
      if (name.equals(Roles.RAW) || name.equals(half) || extras.putIfAbsent(name, p) != null)
        throw refusal.of("two of its outputs would be called \"" + name + "\"", name.equals(half)
            ? "name the second half of the raw output with split=NAME" : "rename one of them");
    }
    return extras;
  }

  private boolean hasARow(Port p) {
    if (!Fit.isFloat(p) || p.rank() == 0) return false;
    long mine = sizes.of(p, 0), rows = batch.rows();
    if (mine != Dimension.OPEN) return mine == rows;
    return sizes.match(fit.state(), 0, p, 0) != Sizes.Match.NO || batch.isBatched(p);
  }
}
