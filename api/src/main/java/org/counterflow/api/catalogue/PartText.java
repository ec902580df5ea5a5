package org.counterflow.api.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code id(inner, inner):key=value,key=value}, read but not yet understood. A colon inside brackets belongs to the inner part. */
record PartText(String whole, String id, List<PartText> inner, String rest) {
  static PartText read(String text) {
    String t = text.strip();
    int open = t.indexOf('('), colon = t.indexOf(':');
    var inner = new ArrayList<PartText>();
    String id, rest;
    if (open >= 0 && (colon < 0 || open < colon)) {
      int close = closing(t, open);
      id = t.substring(0, open);
      for (String s : split(t.substring(open + 1, close))) inner.add(read(s));
      rest = t.substring(close + 1);
      if (!rest.isEmpty() && !rest.startsWith(":")) throw malformed(t, "after the brackets only \":key=value\" may follow, not \"" + rest + "\"");
      if (!rest.isEmpty()) rest = rest.substring(1);
    } else {
      id = colon < 0 ? t : t.substring(0, colon);
      rest = colon < 0 ? "" : t.substring(colon + 1);
      if (colon >= 0 && rest.isEmpty()) throw malformed(t, "nothing follows the colon");
    }
    if (id.isBlank()) throw malformed(t, "there is no id");
    return new PartText(t, id.strip(), inner, rest);
  }

  /**
   * What follows the colon as named values. The only parameter of a part may go without its name; if it is a text, whatever follows
   * belongs to it, so that a file may be called anything.
   */
  Map<String, String> values(List<Parameter> parameters) {
    var values = new LinkedHashMap<String, String>();
    if (rest.isEmpty()) return values;
    Parameter only = parameters.size() == 1 ? parameters.getFirst() : null;
    if (only != null && only.type() == Parameter.Type.TEXT) {
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
