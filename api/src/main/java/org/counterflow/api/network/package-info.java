/**
 * Networks of any kind: named, typed values in and out, opened from a file by a runtime that a service brings.
 *
 * <p>For those who run a network beside the sampler (a text encoder, a decoder), and for those who bring a runtime. What makes a network a
 * score network is in {@code org.counterflow.api.score}.
 */
package org.counterflow.api.network;
