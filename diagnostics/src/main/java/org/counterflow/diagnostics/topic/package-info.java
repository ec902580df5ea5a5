/** Questions about samplers, as values: what a {@link org.counterflow.diagnostics.topic.Topic} is, and what it may be given. */
package org.counterflow.diagnostics.topic;
