/** How far a sampler's law is from the exact one, without drawing samples. */
package org.counterflow.diagnostics.distance;
