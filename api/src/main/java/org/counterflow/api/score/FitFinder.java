package org.counterflow.api.score;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.jspecify.annotations.Nullable;

/** Finds the state and the raw output: as it is said, or by a well-known name that fits, or where only one pair fits. */
final class FitFinder {
  private final Ports ports;
  private final Said said;
  private final Sizes sizes;
  private final @Nullable String prediction;
  private final Refusal refusal;
  private final @Nullable List<Fit.Part> parts;
  private final boolean split;
  private final Set<Port> taken = new HashSet<>();

  FitFinder(Ports ports, Said said, Sizes sizes, @Nullable String prediction, @Nullable List<Fit.Part> parts, Refusal refusal) {
    this.ports = ports;
    this.said = said;
    this.sizes = sizes;
    this.prediction = prediction;
    this.parts = parts;
    this.refusal = refusal;
    this.split = said.find(Said.SPLIT) != null;
    for (Role r : Role.values()) {
      Said.PortSaid p = said.port(r);
      if (p != null && r != Role.STATE && r != Role.RAW) taken.add(p.port());
    }
  }

  Fit find() {
    List<Port> outputs = outputs();
    return raw(state(outputs), outputs);
  }

  /** The outputs that the raw one is among. */
  private List<Port> outputs() {
    Said.PortSaid raw = said.port(Role.RAW);
    if (raw == null) {
      return ports.outputs().stream().filter(p -> Fit.isFloat(p) && !taken.contains(p) && !WellKnown.is(Role.VARIANCE, p.name())).toList();
    }
    if (!Fit.isFloat(raw.port())) throw raw.entry().wrong("a floating-point output, is " + raw.port());
    return List.of(raw.port());
  }

  private Port state(List<Port> outputs) {
    Said.PortSaid port = said.port(Role.STATE);
    if (port != null) {
      if (fits(port.port(), outputs).isEmpty())
        throw port.entry().wrong("an input shaped like an output" + asSaid() + ", " + port.port() + " is not; it could be that of "
            + Refusal.text(outputs));
      return port.port();
    }
    List<Port> inputs = ports.inputs().stream().filter(p -> !taken.contains(p)).toList();
    List<Port> named = inputs.stream().filter(p -> WellKnown.is(Role.STATE, p.name()) && !fits(p, outputs).isEmpty()).toList();
    List<Port> alike = inputs.stream().filter(p -> !WellKnown.is(Role.STATE, p.name()) && !WellKnown.isOther(Role.STATE, p.name()))
        .filter(p -> isAlike(p, outputs)).toList();
    if (!named.isEmpty()) {
      List<Port> best = best(named, outputs);
      if (best.size() > 1) throw refusal.several(Role.STATE, best);
      List<Port> same = alike.stream().filter(p -> isSame(p, outputs)).toList();
      // A name with channels to spare against a shape that fits without: neither is evidence enough.
      if (!isSame(best.getFirst(), outputs) && !same.isEmpty()) throw refusal.several(Role.STATE, join(best, same));
      return best.getFirst();
    }
    List<Port> best = best(alike, outputs);
    if (best.size() > 1) throw refusal.several(Role.STATE, best);
    if (best.isEmpty()) throw nothing(inputs, outputs);
    return best.getFirst();
  }

  private RuntimeException nothing(List<Port> inputs, List<Port> outputs) {
    for (Role r : Role.values()) {
      Said.PortSaid p = said.port(r);
      if (p != null && !r.isOutput() && isSame(p.port(), outputs))
        return p.entry().wrong("another input: no other is shaped like an output, as the state is");
      if (p != null && r == Role.VARIANCE && inputs.stream().anyMatch(in -> isSame(in, List.of(p.port()))))
        return p.entry().wrong("another output: no other is shaped like an input, as the raw output is");
    }
    List<Port> other = inputs.stream().filter(p -> WellKnown.isOther(Role.STATE, p.name()) && isSame(p, outputs)).toList();
    if (!other.isEmpty())
      return refusal.of("no input but " + Refusal.text(other) + " is shaped like an output, and that name is a condition's or a label's",
          Role.STATE);
    return refusal.of("it is not a score network, or its state is not clear: no floating-point input is shaped like a floating-point output"
        + asSaid(), Role.STATE);
  }

  private String asSaid() {
    return (parts != null && !parts.isEmpty() ? " where its channels are as role.concat says" : "")
        + (split ? " that holds two halves, as split says" : "");
  }

  /** The ports that fit best: alike without doubt before alike perhaps, and both before channels that differ. */
  private List<Port> best(List<Port> candidates, List<Port> outputs) {
    List<Predicate<Fit>> tiers = List.of(f -> f.kind() == Fit.Kind.SAME && f.isSure(), f -> f.kind() == Fit.Kind.SAME, f -> true);
    for (Predicate<Fit> tier : tiers) {
      List<Port> found = candidates.stream().filter(p -> fits(p, outputs).stream().anyMatch(tier)).toList();
      if (!found.isEmpty()) return found;
    }
    return List.of();
  }

  private boolean isSame(Port in, List<Port> outputs) {
    return fits(in, outputs).stream().anyMatch(f -> f.kind() == Fit.Kind.SAME);
  }

  private List<Fit> fits(Port in, List<Port> outputs) {
    var fits = new ArrayList<Fit>();
    for (Port out : outputs) {
      Fit f = Fit.of(in, out, sizes, parts, split);
      if (f != null) fits.add(f);
    }
    return fits;
  }

  /** Without a name, other channels prove something only where all else is the same. */
  private boolean isAlike(Port in, List<Port> outputs) {
    return fits(in, outputs).stream().anyMatch(f -> f.kind() == Fit.Kind.SAME || f.isSure());
  }

  private Fit raw(Port state, List<Port> outputs) {
    List<Fit> fits = fits(state, outputs);
    if (said.port(Role.RAW) != null) return fits.getFirst();
    List<Fit> meant = fits.stream().filter(f -> WellKnown.says(prediction, f.raw().name())).toList();
    if (meant.isEmpty()) meant = fits.stream().filter(f -> WellKnown.is(Role.RAW, f.raw().name()) && !contradicts(f)).toList();
    if (meant.isEmpty()) {
      meant = fits.stream().filter(f -> !contradicts(f)).toList();
      List<Fit> same = meant.stream().filter(f -> f.kind() == Fit.Kind.SAME).toList();
      if (!same.isEmpty()) meant = same;
    }
    if (meant.size() > 1) throw refusal.several(Role.RAW, meant.stream().map(Fit::raw).toList());
    if (meant.isEmpty())
      throw refusal.of("its metadata say counterflow.prediction=" + prediction + ", but by its name the output "
          + Refusal.text(fits.stream().map(Fit::raw).toList()) + " is another estimate", Role.RAW);
    return meant.getFirst();
  }

  private boolean contradicts(Fit f) {
    return WellKnown.contradicts(prediction, f.raw().name());
  }

  private static List<Port> join(List<Port> a, List<Port> b) {
    var all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }
}
