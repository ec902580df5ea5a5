/** Files that this library keeps for itself. */
package org.counterflow.api.internal.files;
