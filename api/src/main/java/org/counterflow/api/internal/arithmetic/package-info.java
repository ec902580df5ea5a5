/**
 * The specified arithmetic on single values and plain arrays: what every backend must equal, to the bit.
 *
 * <p>{@code docs/arithmetic.md} is the specification; this is its scalar form. Backends use it for the ends of their loops and for what
 * the host computes. Every float step is an fma, an add, a subtraction or a multiplication, rounded once to nearest even, or an integer
 * operation, a raw cast or a comparison; nothing else would be equal on every device. Finite values are assumed everywhere.
 */
package org.counterflow.api.internal.arithmetic;
