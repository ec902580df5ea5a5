/** How measurements are run. */
package org.counterflow.diagnostics.internal.work;
