/**
 * What computes: five operations, and slow, correct defaults for everything else.
 *
 * <p>For those who bring arithmetic for a device. A backend is right if it gives the bits that {@code docs/arithmetic.md} specifies.
 */
package org.counterflow.api.backend;
