package org.counterflow.backend.opencl;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.counterflow.api.backend.Availability.Unavailable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests that need an OpenCL device are skipped, with the reason, where there is none; where the environment variable
 * {@code COUNTERFLOW_OPENCL_REQUIRED} is set they run, and fail.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsDevice.Condition.class)
public @interface NeedsDevice {
  /** Asks the probe. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (System.getenv("COUNTERFLOW_OPENCL_REQUIRED") == null && new OpenClProvider().probe() instanceof Unavailable(String reason, String remedy))
        return ConditionEvaluationResult.disabled("no OpenCL here: " + reason + ". Remedy: " + remedy);
      return ConditionEvaluationResult.enabled("an OpenCL device, or required to be");
    }
  }
}
