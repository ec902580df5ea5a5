/** What cannot be read or written, in any format. */
package org.counterflow.formats;
