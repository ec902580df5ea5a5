package org.counterflow.api.score;

import java.lang.foreign.MemorySegment;
import java.util.Map;

/**
 * One call of a network: rows of states in, rows of outputs out, in host memory and in the precision that the network's
 * {@link Signature} names, row-major, native byte order. A network that lives elsewhere moves them itself.
 *
 * @param rows how many
 * @param input [rows, shape]
 * @param labels the time of each row
 * @param conditions what is given beside; each has one row a row of the call, or one for all
 * @param outputs where each output goes, by name: [rows, shape of the output]
 * @param cancellation to be told how to stop the call
 */
public record Call(int rows, MemorySegment input, double[] labels, Conditions conditions, Map<String, MemorySegment> outputs,
    Cancellation cancellation) {}
