/** A noise schedule from a file. */
package org.counterflow.formats.internal.schedules;
