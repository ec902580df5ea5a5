/** Data sets as targets of the catalogue. */
package org.counterflow.formats.internal.targets;
