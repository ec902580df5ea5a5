/**
 * The OpenCL backend. One in-order queue: commands are given in the order of the calls and nobody waits for them but who wants values in
 * host memory, so that a run is one stream of kernels. What is written in OpenCL C lies beside this package's classes as resources;
 * the sums alone are written by {@link org.counterflow.backend.opencl.internal.SumSource}, for each shape of a sum.
 */
package org.counterflow.backend.opencl.internal;
