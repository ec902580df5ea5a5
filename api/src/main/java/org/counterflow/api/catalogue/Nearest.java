package org.counterflow.api.catalogue;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What somebody may have meant by a name that nothing has: for messages. */
public final class Nearest {
  private Nearest() {}

  /** {@code "; nearest: NAME"}, or nothing where none is near. */
  public static String hint(String word, Collection<String> names) {
    String nearest = of(word, names);
    return nearest == null ? "" : "; nearest: " + nearest;
  }

  /** The name with the fewest edits, at most a third of the longer word's length, rounded up; null if there is none. */
  static @Nullable String of(String word, Collection<String> names) {
    String nearest = null, w = bare(word);
    int least = Integer.MAX_VALUE;
    for (String name : names) {
      String n = bare(name);
      int edits = distance(w, n);
      if (edits >= least || edits > (Math.max(w.length(), n.length()) + 2) / 3) continue;
      nearest = name;
      least = edits;
    }
    return nearest;
  }

  /** The dashes of an option are the same in all, and the case of a letter is no edit. */
  private static String bare(String name) {
    return name.replaceFirst("^--?", "").toLowerCase(Locale.ROOT);
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    var row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) row[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        row[j] = Math.min(Math.min(above, row[j - 1]) + 1, diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
