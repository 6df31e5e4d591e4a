package org.srv6pipes.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.testkit.TestHost;

class UnpackedLibraryTest {

  @Test
  void shouldLeaveNoFileBehindEvenIfTheProcessIsKilledNow() throws Exception {
    for (FunctionProvider provider :
        List.of(new ZstdCompressProvider(), new Lz4CompressProvider())) {
      try (TestHost host = new TestHost(Plans.of(provider, 0))) {
        host.write("x"); // zstd is not needed before
      }
    }

    for (String library : List.of("libzstd-jni", "liblz4-java")) {
      assertThat(mapped(library)).isNotEmpty().allMatch(line -> line.endsWith(" (deleted)"));
    }
  }

  private static List<String> mapped(String library) throws Exception {
    try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
      return mappings.filter(line -> line.contains(library)).toList();
    }
  }
}
