/** JSON as plain values. */
package org.counterflow.formats.internal.json;
