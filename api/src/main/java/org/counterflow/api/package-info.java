/**
 * For users: a {@link org.counterflow.api.Sampler} is put together of a score function, a solver, a grid and a backend, and draws
 * {@link org.counterflow.api.Samples}.
 */
package org.counterflow.api;
