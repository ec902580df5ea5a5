/** Native memory that is freed only when nobody uses it. */
package org.counterflow.api.internal.memory;
