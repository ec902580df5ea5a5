/** Benchmarks: every figure is a ratio against a yardstick measured in the same run. */
package org.counterflow.benchmarks;
