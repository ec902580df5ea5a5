/**
 * The loop that runs solvers: history, memory, counting, network calls, saving. State lives here and nowhere else.
 *
 * <p>{@code Batch} is the loop; {@code StepView} is a step as its solver sees it; {@code Pool} owns the memory; {@code NetworkCalls} cuts
 * rows into micro-batches; {@code Lanes} runs samples with steps of their own.
 */
package org.counterflow.api.internal.driver;
