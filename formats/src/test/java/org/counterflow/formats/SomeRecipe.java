package org.counterflow.formats;

import java.util.LinkedHashMap;
import org.counterflow.api.Recipe;
import org.counterflow.api.Seeds;

/** A recipe of 65 seeds. */
public final class SomeRecipe {
  private SomeRecipe() {}

  /** With further settings, or others: key, value, key, value. */
  public static Recipe with(String... more) {
    var settings = new LinkedHashMap<String, String>();
    settings.put("model", "unet.onnx");
    settings.put("solver", "churn(heun):s-churn=40");
    settings.put("grid", "karras:rho=5");
    settings.put("steps", "10");
    settings.put("network.sha256", "ab12");
    settings.put("backend", "java");
    for (int i = 0; i < more.length; i += 2) settings.put(more[i], more[i + 1]);
    return new Recipe(settings, Seeds.parse("0-63,100"));
  }
}
