/** PNG to the byte: pixels and texts. */
package org.counterflow.formats.internal.png;
