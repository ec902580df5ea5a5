package org.counterflow.api.score;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Names in messages: what a file says is shown on one line and cut, and a wrong name with the nearest right one. */
final class Names {
  private static final int MOST_SHOWN = 80;
  private static final int MOST_COMPARED = 100;

  private Names() {}

  /** Between quotes, control characters escaped, cut behind {@value #MOST_SHOWN} characters. */
  static String shown(String text) {
    var s = new StringBuilder("\"");
    int n = Math.min(text.length(), MOST_SHOWN);
    for (int i = 0; i < n; i++) {
      char c = text.charAt(i);
      if (c == '\\' || Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == '\u2028' || c == '\u2029')
        s.append("\\u").append("%04x".formatted((int) c));
      else s.append(c);
    }
    return s.append('"').append(n < text.length() ? "... (" + text.length() + " characters)" : "").toString();
  }

  /** {@code "; nearest: NAME"}, or nothing where no name is within a third of its letters. */
  static String nearest(String word, Collection<String> names) {
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (String name : names) {
      int most = (Math.max(word.length(), name.length()) + 2) / 3;
      if (word.length() > MOST_COMPARED || Math.abs(word.length() - name.length()) > most) continue;
      int edits = edits(word, name);
      if (edits > most || edits >= least || edits == word.length()) continue;
      least = edits;
      nearest = name;
    }
    return said(nearest);
  }

  private static String said(@Nullable String nearest) {
    return nearest == null ? "" : "; nearest: " + nearest;
  }

  private static int edits(String a, String b) {
    var row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) row[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
        row[j] = Math.min(Math.min(above, row[j - 1]) + 1, diagonal + (same ? 0 : 1));
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
