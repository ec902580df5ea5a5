package org.counterflow.diagnostics.lab;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.diagnostics.findings.Bar;

/** What has to be so at few steps. */
final class FewStepsBars {
  private FewStepsBars() {}

  static List<Bar> moons(FewStepsBoard board, double fineError) {
    return new ArrayList<>();
  }

  static List<Bar> network(FewStepsBoard board, double fineError, boolean features, boolean classes) {
    return new ArrayList<>();
  }
}
