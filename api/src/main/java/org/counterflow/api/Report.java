package org.counterflow.api;

/**
 * What a run cost. In a run that was loaded, kernels, copies and seconds count from then on: the saved bytes say nothing of the machine.
 *
 * @param evaluations calls of the score function for each sample, on average over the samples
 * @param networkRows rows asked of networks, without padding
 * @param networkCalls calls of networks
 * @param kernels passes of the backend over values
 * @param copies values moved between memories or precisions, in whole buffers; 0 where state and network share memory and precision
 * @param seconds wall time
 * @param networkSeconds of it inside networks
 */
public record Report(double evaluations, long networkRows, long networkCalls, long kernels, long copies, double seconds, double networkSeconds) {}
