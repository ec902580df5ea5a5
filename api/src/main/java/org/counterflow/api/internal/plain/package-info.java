/**
 * The plain-Java backend: scalar loops over off-heap memory, on one thread. It runs everywhere and is what other backends are
 * compared with.
 */
package org.counterflow.api.internal.plain;
