package org.counterflow.api.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.counterflow.api.part.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * {@code id(inner, inner):key=value,key=value}, read but not yet understood. A colon inside brackets belongs to the inner part.
 *
 * @param brackets what stands in the brackets, or null if there are none
 */
record PartText(String whole, String id, @Nullable String brackets, String rest) {
  private static final Pattern ASSIGNMENT = Pattern.compile("\\s*+[a-z0-9-]++\\s*+=");

  static PartText read(String text) {
    String t = text.strip();
    int open = t.indexOf('('), colon = t.indexOf(':');
    String id, brackets = null, rest;
    if (open >= 0 && (colon < 0 || open < colon)) {
      int close = closing(t, open);
      id = t.substring(0, open);
      brackets = t.substring(open + 1, close);
      rest = t.substring(close + 1);
      if (!rest.isEmpty() && !rest.startsWith(":")) throw malformed(t, "after the brackets only \":key=value\" may follow, not \"" + rest + "\"");
      if (rest.equals(":")) throw malformed(t, "nothing follows the colon");
      if (!rest.isEmpty()) rest = rest.substring(1);
    } else {
      id = colon < 0 ? t : t.substring(0, colon);
      rest = colon < 0 ? "" : t.substring(colon + 1);
      if (colon >= 0 && rest.isEmpty()) throw malformed(t, "nothing follows the colon");
    }
    if (id.isBlank()) throw malformed(t, "there is no id");
    return new PartText(t, id.strip(), brackets, rest);
  }

  /**
   * The parts in the brackets. A single one has them to itself, commas and all, so that a file may be called anything; of several,
   * {@code key=value} after a comma belongs to the part before it.
   *
   * @param expected how many parts the entry takes
   */
  List<PartText> inner(int expected) {
    if (brackets == null) return List.of();
    if (expected == 1) {
      PartText only = read(brackets);
      if (only.id().indexOf(',') < 0) return List.of(only);
    }
    var parts = new ArrayList<String>();
    for (String s : split(brackets)) {
      if (!parts.isEmpty() && ASSIGNMENT.matcher(s).lookingAt()) parts.set(parts.size() - 1, parts.getLast() + "," + s);
      else parts.add(s);
    }
    return parts.stream().map(PartText::read).toList();
  }

  /**
   * What follows the colon as named values. The only parameter of a part, or the only one that must be given, may go first without its
   * name; if a part has no other and it is a text, whatever follows belongs to it, so that a file may be called anything.
   */
  Map<String, String> values(List<Parameter<?>> parameters) {
    var values = new LinkedHashMap<String, String>();
    if (rest.isEmpty()) return values;
    List<Parameter<?>> candidates = parameters.size() == 1 ? parameters : parameters.stream().filter(Parameter::isRequired).toList();
    Parameter<?> only = candidates.size() == 1 ? candidates.getFirst() : null;
    if (only != null && parameters.size() == 1 && only.type() == Parameter.Type.TEXT) {
      String named = only.name() + "=";
      values.put(only.name(), rest.startsWith(named) ? rest.substring(named.length()) : rest);
      return values;
    }
    for (String s : split(rest)) {
      int eq = s.indexOf('=');
      if (eq < 0 && (only == null || !values.isEmpty())) throw malformed(whole, "\"" + s.strip() + "\" has no name");
      String name = eq < 0 && only != null ? only.name() : s.substring(0, eq).strip();
      if (values.put(name, s.substring(eq + 1).strip()) != null) throw malformed(whole, "\"" + name + "\" is given twice");
    }
    return values;
  }

  private static int closing(String t, int open) {
    int depth = 0;
    for (int i = open; i < t.length(); i++) {
      if (t.charAt(i) == '(') depth++;
      if (t.charAt(i) == ')' && --depth == 0) return i;
    }
    throw malformed(t, "a bracket is not closed");
  }

  /** At commas outside brackets. */
  private static List<String> split(String t) {
    var parts = new ArrayList<String>();
    int depth = 0, from = 0;
    for (int i = 0; i < t.length(); i++) {
      char c = t.charAt(i);
      if (c == '(') depth++;
      if (c == ')') depth--;
      if (c == ',' && depth == 0) {
        parts.add(t.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(t.substring(from));
    return parts;
  }

  static IllegalArgumentException malformed(String text, String why) {
    return new IllegalArgumentException("\"" + text + "\" cannot be read: " + why + " (the form is id:key=value,key=value or id(inner):key=value)");
  }
}
