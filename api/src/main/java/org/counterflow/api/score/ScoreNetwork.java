package org.counterflow.api.score;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.counterflow.api.internal.text.Shown;
import org.counterflow.api.network.Dimension;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A network that estimates scores: a {@link Network}, the {@link Roles} of its ports, and what its file says of itself. Immutable; the
 * network stays its opener's to close.
 *
 * <p>Roles are said, or unambiguous by well-known names that fit or by a shape that only one port has, or the network is refused; see
 * {@code docs/networks.md}. What can be said, to {@link #of(Network, Map)} or as metadata with {@code counterflow.} in front:
 * <ul>
 * <li>{@code role.state}, {@code role.time}, {@code role.towards}, {@code role.class}, {@code role.raw}, {@code role.variance}: a port's
 *     name; nothing where no port has the role.
 * <li>{@code role.concat}: what fills the channels of the state port, in order, {@code state,mask:1,masked_image:4}.
 * <li>{@code split}: the raw output holds two halves along the channels, and this is the name of the second.
 * <li>{@code rows}: the first dimension of the state counts samples, and this is how many it takes at once.
 * <li>{@code input.NAME}: the number that fills a condition that a run does not give.
 * <li>{@code dim.NAME}: the size of an open dimension; one without a name is {@code PORT.INDEX}.
 * </ul>
 * {@code role.split} and {@code role.rows} are {@code split} and {@code rows}.
 */
public final class ScoreNetwork {
  private static final int MOST_LISTED = 10;

  private final Network network;
  private final String name;
  private final Description description;
  private final Roles roles;
  private final Sizes sizes;
  private final Set<String> conditions;
  private final Map<String, Double> constants;
  private final Map<String, String> said;
  private final ConcurrentMap<String, Boolean> facts = new ConcurrentHashMap<>();

  private ScoreNetwork(Network network, String name, Description description, Roles roles, Sizes sizes, Set<String> conditions,
      Map<String, Double> constants, Map<String, String> said) {
    this.network = network;
    this.name = name;
    this.description = description;
    this.roles = roles;
    this.sizes = sizes;
    this.conditions = conditions;
    this.constants = constants;
    this.said = Map.copyOf(said);
  }

  /**
   * Roles from the metadata, from names and from shapes.
   *
   * @throws NetworkException if they are not clear, or the metadata are malformed
   */
  public static ScoreNetwork of(Network network) {
    return of(network, Map.of());
  }

  /**
   * Roles as they are said, else from the metadata, from names and from shapes.
   *
   * @param said see above; counts more than the metadata
   * @throws NetworkException if roles are not clear, or the metadata are malformed
   * @throws IllegalArgumentException if a key is unknown, or a value is malformed or names what the network does not have
   */
  public static ScoreNetwork of(Network network, Map<String, String> said) {
    String name = network.identity().getOrDefault("file", "the network");
    Ports ports = network.ports();
    Description description = Description.of(name, network.metadata());
    Said all = Said.of(name, ports, description, said);
    var finder = new RoleFinder(name, ports, all, Sizes.of(ports, all), description);
    Roles roles = finder.find();
    Set<String> conditions = conditions(roles);
    Map<String, Double> constants = constants(all, roles, conditions);
    Logger logger = System.getLogger("org.counterflow.api.score");
    for (String warning : warnings(name, description, roles, all.isNone(Role.CLASS))) logger.log(Level.WARNING, warning);
    return new ScoreNetwork(network, name, description, roles, finder.sizes(), conditions, constants, said);
  }

  private static Set<String> conditions(Roles roles) {
    var names = new LinkedHashSet<String>();
    if (roles.classes() != null) names.add(Conditions.CLASS);
    for (Roles.Slice s : roles.concat()) if (!s.name().equals(Roles.STATE)) names.add(s.name());
    names.addAll(roles.conditions().keySet());
    return Collections.unmodifiableSet(names);
  }

  private static Map<String, Double> constants(Said said, Roles roles, Set<String> conditions) {
    var names = new ArrayList<>(conditions);
    Port classes = roles.classes();
    if (classes != null) names.add(classes.name());
    said.checkNames(Said.INPUT, "input to fill", names);
    var constants = new TreeMap<String, Double>();
    said.family(Said.INPUT).forEach((key, e) -> {
      boolean isClass = classes != null && (key.equals(Conditions.CLASS) || key.equals(classes.name()) && !conditions.contains(key));
      if (isClass) {
        double most = roles.oneHot() > 0 ? roles.oneHot() : Integer.MAX_VALUE;
        constants.put(Conditions.CLASS, Said.number(e, v -> v >= 0 && v <= most && v == Math.rint(v),
            "the whole number of a class, or of no class"));
        return;
      }
      Port port = roles.conditions().get(key);
      constants.put(key, Said.number(e, v -> port == null || port.type().holds(v),
          port == null ? "a finite number" : "a finite number that " + port.type() + " holds"));
    });
    return Map.copyOf(constants);
  }

  /** What is wrong, but no reason to refuse. */
  static List<String> warnings(String name, Description description, Roles roles, boolean isWithoutClass) {
    var warnings = new ArrayList<String>();
    List<String> unknown = description.unknown();
    if (!unknown.isEmpty())
      warnings.add(name + ": its metadata have keys that this version does not know: "
          + unknown.stream().limit(MOST_LISTED).map(Shown::quoted).collect(Collectors.joining(", "))
          + (unknown.size() > MOST_LISTED ? " and " + (unknown.size() - MOST_LISTED) + " more" : ""));
    if (!description.classes().isEmpty() && roles.classes() == null && !isWithoutClass)
      warnings.add(name + ": its metadata name " + description.classes().size() + " classes, but no input takes one; if one does, "
          + Role.CLASS.remedy());
    return warnings;
  }

  /** The network; whoever opened it closes it. */
  public Network network() {
    return network;
  }

  /** Which port is what. */
  public Roles roles() {
    return roles;
  }

  /** What the file says of itself. */
  public Description description() {
    return description;
  }

  /** What was said of it when it was made, beside what the file says: recipes record it. */
  public Map<String, String> said() {
    return said;
  }

  /** Its file's name, for messages. */
  public String name() {
    return name;
  }

  /** The shape of one sample; null while one of its dimensions is open. */
  public @Nullable Shape shape() {
    Port state = roles.state();
    var d = new int[state.rank() - 1];
    for (int i = 1; i < state.rank(); i++) {
      long size = i == 1 && !roles.concat().isEmpty() ? own().channels() : sizes.of(state, i);
      boolean isHalf = i == 1 && roles.half() != null;
      if (size == Dimension.OPEN && sizes.of(roles.raw(), i) != Dimension.OPEN) size = sizes.of(roles.raw(), i) / (isHalf ? 2 : 1);
      if (size == Dimension.OPEN) return null;
      d[i - 1] = Math.toIntExact(size);
    }
    return Shape.of(d);
  }

  /** Whether samples of this shape fit the state port. */
  public boolean takes(Shape sample) {
    Port state = roles.state(), raw = roles.raw();
    if (sample.rank() != state.rank() - 1) return false;
    Map<String, Long> bound = bind(sample);
    for (int i = 1; i < state.rank(); i++) {
      long size = sample.dimension(i - 1);
      long taken = i == 1 && !roles.concat().isEmpty() ? own().channels() : size(state, i, bound);
      long given = sizes.of(raw, i);
      if (i == 1 && roles.half() != null) size *= 2;
      if (taken != sample.dimension(i - 1) || given != Dimension.OPEN && given != size) return false;
    }
    return true;
  }

  /**
   * The dimensions of one row of a port in a run of samples of this shape; all dimensions of a port without a batch.
   *
   * @return null while one is open
   */
  public @Nullable Shape row(Port port, Shape sample) {
    Map<String, Long> bound = bind(sample);
    int first = roles.isBatched(port) || isOutput(port) ? 1 : 0;
    var d = new int[port.rank() - first];
    for (int i = first; i < port.rank(); i++) {
      long size = size(port, i, bound);
      if (port == roles.state() || port == roles.raw()) size = edge(port, i, sample);
      else if (port == roles.classes() && i == 1 && roles.oneHot() > 0) size = roles.oneHot();
      else if (size == Dimension.OPEN && isAlike(port, sample, bound)) size = sample.dimension(i - 1);
      if (size == Dimension.OPEN) return null;
      d[i - first] = Math.toIntExact(size);
    }
    return Shape.of(d);
  }

  /** A dimension of the state port, whose channels may be several parts', or of the raw output, which may be two halves. */
  private long edge(Port port, int i, Shape sample) {
    if (i > 1) return sample.dimension(i - 1);
    if (port == roles.raw()) return sample.dimension(0) * (roles.half() == null ? 1L : 2L);
    return roles.concat().isEmpty() ? sample.dimension(0) : roles.concat().stream().mapToLong(Roles.Slice::channels).sum();
  }

  private boolean isOutput(Port port) {
    return port == roles.raw() || roles.extras().containsValue(port);
  }

  /** Whether an output is as a sample in all that is known of it: what is open is then taken to be the sample's too. */
  private boolean isAlike(Port port, Shape sample, Map<String, Long> bound) {
    if (!isOutput(port) || port.rank() != sample.rank() + 1) return false;
    for (int i = 1; i < port.rank(); i++) {
      long size = size(port, i, bound);
      if (size != Dimension.OPEN && size != sample.dimension(i - 1)) return false;
    }
    return true;
  }

  private long size(Port p, int i, Map<String, Long> bound) {
    long size = sizes.of(p, i);
    return size == Dimension.OPEN ? bound.getOrDefault(Sizes.symbol(p, i), Dimension.OPEN) : size;
  }

  /** What a sample's shape says of the open dimensions. */
  private Map<String, Long> bind(Shape sample) {
    Port state = roles.state();
    var bound = new HashMap<String, Long>();
    for (int i = 1; i < state.rank() && i <= sample.rank(); i++) {
      if (sizes.of(state, i) == Dimension.OPEN) bound.putIfAbsent(Sizes.symbol(state, i), edge(state, i, sample));
    }
    return bound;
  }

  private Roles.Slice own() {
    for (Roles.Slice s : roles.concat()) if (s.name().equals(Roles.STATE)) return s;
    throw new AssertionError(roles);
  }

  /** Names that a run may give: {@code class}, what fills further channels of the state port, and all other inputs. */
  public Set<String> conditions() {
    return conditions;
  }

  /** The number that fills a condition that a run does not give, as it is said with {@code input.NAME}; null if nothing is said. */
  public @Nullable Double constant(String condition) {
    return constants.get(condition);
  }

  /**
   * What was found out about the network by asking it: whether its rows have equal bits in calls of so many rows. The sampler adds to it; a
   * program may keep it from process to process, for the same file, runtime, options and processor.
   */
  public ConcurrentMap<String, Boolean> facts() {
    return facts;
  }

  @Override
  public String toString() {
    return name + ": " + roles;
  }
}
