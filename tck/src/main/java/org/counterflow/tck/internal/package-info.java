/** What contracts measure with. */
package org.counterflow.tck.internal;
