package org.counterflow.api;

/**
 * What a run cost. In a run that was loaded, padded and probed rows, kernels, copies and seconds count from then on: the saved bytes say
 * nothing of the machine.
 *
 * @param evaluations calls of the score function for each sample, on average over the samples
 * @param networkRows rows asked of networks, without padding
 * @param paddedRows rows that networks computed beside those, so that each row has the bits of a whole micro-batch
 * @param probedRows rows that networks computed to find out whether they need that
 * @param networkCalls calls of networks, one after the other
 * @param kernels passes of the backend over values
 * @param copies values moved between memories or precisions, in whole buffers; 0 where state and network share memory and precision
 * @param seconds wall time
 * @param networkSeconds of it inside networks
 */
public record Report(double evaluations, long networkRows, long paddedRows, long probedRows, long networkCalls, long kernels, long copies,
    double seconds, double networkSeconds) {}
