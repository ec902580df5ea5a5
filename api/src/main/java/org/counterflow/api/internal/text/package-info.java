/** Words for messages. For Counterflow's own modules only. */
package org.counterflow.api.internal.text;
