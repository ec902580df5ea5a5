package org.counterflow.cli.verb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.counterflow.api.internal.text.Shown;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.score.Roles;
import org.counterflow.api.score.ScoreNetwork;
import org.jspecify.annotations.Nullable;

/**
 * What a network's file holds: its ports, the roles that {@code sample} would take them for, and what it says of itself.
 *
 * @param name as the user calls it
 * @param network stays the caller's to close
 * @param roles null where they are not clear
 * @param obstacle why they are not; null where they are
 */
record NetworkSheet(String name, Network network, @Nullable Roles roles, @Nullable String obstacle) {
  private static final String OURS = "counterflow.";

  /** Finds the roles, as far as they are clear. */
  static NetworkSheet of(String name, Network network, Map<String, String> said) {
    try {
      return new NetworkSheet(name, network, ScoreNetwork.of(network, said).roles(), null);
    } catch (NetworkException e) {
      return new NetworkSheet(name, network, null, e.getMessage());
    }
  }

  private String role(Port p, boolean input) {
    Roles r = roles;
    if (r == null) return "";
    if (p == r.state()) return r.concat().isEmpty() ? "state" : "state, with " + r.concat().stream().map(s -> s.name() + ":" + s.channels()).toList();
    if (p == r.time()) return "time";
    if (p == r.towards()) return "towards";
    if (p == r.classes()) return r.oneHot() > 0 ? "class, as one-hot rows" : "class";
    if (p == r.raw()) return r.half() == null ? "raw" : "raw and " + r.half();
    for (Map.Entry<String, Port> e : r.extras().entrySet()) if (p == e.getValue()) return e.getKey();
    return input ? "condition" : "";
  }

  /** Texts of a line each. */
  String text() {
    List<Port> all = new ArrayList<>(network.ports().inputs());
    all.addAll(network.ports().outputs());
    int width = all.stream().mapToInt(p -> Shown.value(p.toString()).length()).max().orElse(0);
    var s = new StringBuilder(Shown.message(name)).append('\n');
    for (Port p : network.ports().inputs()) line(s, "input   ", p, role(p, true), width);
    for (Port p : network.ports().outputs()) line(s, "output  ", p, role(p, false), width);
    says().forEach((key, value) -> s.append("    ").append(Shown.value(key)).append(": ").append(Shown.message(value)).append('\n'));
    if (obstacle != null) s.append("    not clear: ").append(Shown.message(obstacle)).append('\n');
    return s.toString();
  }

  private static void line(StringBuilder s, String kind, Port p, String role, int width) {
    String text = Shown.value(p.toString());
    s.append("    ").append(kind).append(text).append(role.isEmpty() ? "" : " ".repeat(width - text.length() + 2) + Shown.value(role)).append('\n');
  }

  private Map<String, String> says() {
    var says = new TreeMap<String, String>();
    network.metadata().forEach((key, value) -> {
      if (key.startsWith(OURS)) says.put(key.substring(OURS.length()), value);
    });
    return says;
  }

  /** The same for machines. */
  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("id", name);
    m.put("inputs", network.ports().inputs().stream().map(p -> port(p, true)).toList());
    m.put("outputs", network.ports().outputs().stream().map(p -> port(p, false)).toList());
    m.put("says", says());
    m.put("identity", new TreeMap<>(network.identity()));
    m.put("obstacle", obstacle);
    return m;
  }

  private Map<String, @Nullable Object> port(Port p, boolean input) {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("name", p.name());
    m.put("port", p.toString());
    m.put("role", role(p, input));
    return m;
  }
}
