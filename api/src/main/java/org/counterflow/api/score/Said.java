package org.counterflow.api.score;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.counterflow.api.internal.text.Nearest;
import org.counterflow.api.internal.text.Shown;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.jspecify.annotations.Nullable;

/** What a program and the file's metadata say of a network's ports; the program counts more. */
final class Said {
  static final String INPUT = "input.";
  static final String DIM = "dim.";
  static final String SPLIT = "split";
  static final String ROWS = "rows";
  static final String CONCAT = "role.concat";
  private static final List<String> KEYS = keys();
  private static final Set<String> FAMILIES = Set.of(INPUT, DIM);

  private final String file;
  private final Ports ports;
  private final Map<String, Entry> entries = new TreeMap<>();

  /**
   * One thing that is said.
   *
   * @param byFile whether the file's metadata say it, not the program
   */
  record Entry(String file, String key, String value, boolean byFile) {
    /** That it is not so: a wrong argument, or a wrong file. */
    RuntimeException wrong(String expected) {
      return byFile ? Description.malformed(file, key, value, expected)
          : new IllegalArgumentException(key + "=" + Shown.quoted(value) + " for " + file + ": expected " + expected);
    }

    /** A whole number of at least 1. */
    int count() {
      try {
        int n = Integer.parseInt(value.strip());
        if (n >= 1) return n;
      } catch (NumberFormatException e) {
        // said below
      }
      throw wrong("a whole number of at least 1");
    }
  }

  private Said(String file, Ports ports) {
    this.file = file;
    this.ports = ports;
  }

  /**
   * Merges both.
   *
   * @throws IllegalArgumentException if the program uses a key that does not exist
   */
  static Said of(String file, Ports ports, Description description, Map<String, String> program) {
    var said = new Said(file, ports);
    description.values().forEach((k, v) -> {
      if (isKey(k)) said.entries.put(plain(k), new Entry(file, k, v, true));
    });
    program.forEach((k, v) -> {
      if (!isKey(k))
        throw new IllegalArgumentException("a score network cannot be told " + Shown.quoted(k) + Nearest.hint(k, KEYS) + "; it can be told "
            + String.join(", ", KEYS) + ", " + INPUT + "NAME and " + DIM + "NAME");
      Entry other = said.entries.put(plain(k), new Entry(file, k, v, false));
      if (other != null && !other.byFile()) throw new IllegalArgumentException(k + " is said twice, as " + other.key() + " too");
    });
    return said;
  }

  /** The command line says all of them as roles: {@code role.split} is {@code split}. */
  private static String plain(String key) {
    return key.equals("role." + SPLIT) ? SPLIT : key.equals("role." + ROWS) ? ROWS : key;
  }

  private static List<String> keys() {
    var keys = new ArrayList<String>();
    for (Role r : Role.values()) keys.add(r.key());
    keys.addAll(List.of(CONCAT, SPLIT, ROWS));
    return List.copyOf(keys);
  }

  /** Whether it is one of the words for ports. */
  static boolean isKey(String key) {
    return KEYS.contains(plain(key)) || FAMILIES.stream().anyMatch(f -> key.startsWith(f) && key.length() > f.length());
  }

  /** What is said under a key, or null. */
  @Nullable Entry find(String key) {
    return entries.get(key);
  }

  /** What is said under the keys of a family, by the rest of the key. */
  Map<String, Entry> family(String prefix) {
    var found = new TreeMap<String, Entry>();
    entries.forEach((k, e) -> {
      if (k.startsWith(prefix)) found.put(k.substring(prefix.length()), e);
    });
    return found;
  }

  /** Whether it is said that no port has the role. */
  boolean isNone(Role role) {
    Entry e = find(role.key());
    return e != null && e.value().isBlank() && role.isOptional();
  }

  /** The port that is said to have the role, or null. */
  @Nullable PortSaid port(Role role) {
    Entry e = find(role.key());
    if (e == null || isNone(role)) return null;
    List<Port> all = role.isOutput() ? ports.outputs() : ports.inputs();
    for (Port p : all) if (p.name().equals(e.value())) return new PortSaid(p, e);
    List<String> names = all.stream().map(Port::name).toList();
    throw e.wrong("the name of one of its " + (role.isOutput() ? "outputs " : "inputs ") + names + Nearest.hint(e.value(), names));
  }

  /**
   * A port that is said to have a role.
   *
   * @param entry how it was said
   */
  record PortSaid(Port port, Entry entry) {}

  /** Checks that a name of a family is one of those that exist. */
  void checkNames(String family, String what, Collection<String> names) {
    family(family).forEach((name, e) -> {
      if (!names.contains(name)) throw wrongName(e, name, what, names);
    });
  }

  private RuntimeException wrongName(Entry e, String name, String what, Collection<String> names) {
    String text = file + " has no " + what + " " + Shown.quoted(name) + Nearest.hint(name, names) + "; it has " + names;
    return e.byFile() ? new NetworkException(text + ": correct counterflow." + e.key() + " in the file's metadata")
        : new IllegalArgumentException(text);
  }

  /** The number under a key. */
  static double number(Entry e, Predicate<Double> good, String expected) {
    try {
      double v = Double.parseDouble(e.value().strip());
      if (Double.isFinite(v) && good.test(v)) return v;
    } catch (NumberFormatException x) {
      // said below
    }
    throw e.wrong(expected);
  }
}
