package org.counterflow.solvers.guidance;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Guidance;
import org.counterflow.api.value.Value;

/**
 * What guidance goes towards, and away from: conditions by name, and the same without them or with their negatives.
 *
 * @param of names with / between them
 */
record Towards(String of) {
  static final Parameter<String> OF = Parameter.parsed("of", Conditions.CLASS, t -> t,
      "conditions to guide towards, with / between them (diffusers: encoder_hidden_states)");

  /** Checks the names. */
  Towards {
    if (Arrays.stream(of.split("/", -1)).anyMatch(String::isBlank))
      throw new IllegalArgumentException("guidance needs the name of a condition, was \"" + of + "\"");
  }

  List<String> names() {
    return List.of(of.split("/", -1));
  }

  /** The names of the negatives. */
  Set<String> negatives() {
    return names().stream().map(n -> n + Guidance.NEGATIVE).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The conditions to go towards. */
  Conditions towards(Conditions asked, Guidance who) {
    Conditions towards = asked;
    for (String name : names()) {
      if (asked.find(name) == null)
        throw new IllegalArgumentException(who + " needs a condition \"" + name + "\" to guide towards; given: " + asked.values().keySet());
      towards = towards.without(name + Guidance.NEGATIVE);
    }
    return towards;
  }

  /** The conditions to go away from. */
  Conditions away(Conditions asked) {
    Conditions away = asked;
    for (String name : names()) {
      Value negative = asked.find(name + Guidance.NEGATIVE);
      away = negative == null ? away.without(name) : away.without(name + Guidance.NEGATIVE).with(name, negative);
    }
    return away;
  }

  /** Both: towards first. */
  List<Conditions> pair(Conditions asked, Guidance who) {
    return List.of(towards(asked, who), away(asked));
  }
}
