package org.srv6pipes.linux;

import java.io.File;
import java.util.Arrays;

/** How many descriptors of each kind this process has open, to be compared before and after. */
record OpenDescriptors(long sockets, long pipes) {
  static OpenDescriptors now() {
    return new OpenDescriptors(count("socket:"), count("pipe:"));
  }

  private static long count(String kind) {
    String[] names = new File("/proc/self/fd").list();
    return Arrays.stream(names).filter(name -> target(name).contains(kind)).count();
  }

  private static String target(String name) {
    try {
      return java.nio.file.Files.readSymbolicLink(java.nio.file.Path.of("/proc/self/fd", name))
          .toString();
    } catch (java.io.IOException e) {
      return "gone meanwhile";
    }
  }
}
