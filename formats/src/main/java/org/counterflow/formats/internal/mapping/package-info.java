/** From another program's options to texts of parts. */
package org.counterflow.formats.internal.mapping;
