/** The provider of the OpenCL backend: what the service loader sees, free of any type of JOCL. */
package org.counterflow.backend.opencl;
