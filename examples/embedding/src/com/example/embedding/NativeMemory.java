package com.example.embedding;

import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** The memory outside the heap that Java code has asked for, as the JVM counts it with {@code -XX:NativeMemoryTracking=summary}. */
final class NativeMemory {
  private static final Pattern OTHER = Pattern.compile("Other \\(reserved=(\\d+)KB");

  private NativeMemory() {}

  static long kilobytes() throws JMException {
    Object said = ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"),
        "vmNativeMemory", new Object[] {new String[] {"summary"}}, new String[] {String[].class.getName()});
    Matcher m = OTHER.matcher(String.valueOf(said));
    // Without any such memory the JVM leaves the line out.
    if (!m.find()) {
      if (!String.valueOf(said).contains("Total")) throw new IllegalStateException("start with -XX:NativeMemoryTracking=summary: " + said);
      return 0;
    }
    return Long.parseLong(m.group(1));
  }
}
