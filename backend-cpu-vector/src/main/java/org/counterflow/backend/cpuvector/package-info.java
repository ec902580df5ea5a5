/** The provider of the SIMD backend: what the service loader sees, free of any vector type. */
package org.counterflow.backend.cpuvector;
