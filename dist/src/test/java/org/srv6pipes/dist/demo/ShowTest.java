package org.srv6pipes.dist.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.dist.HostFolders;
import org.srv6pipes.dist.WrittenChain;
import org.srv6pipes.dist.web.Scene;
import org.srv6pipes.dist.web.WebPages;
import org.srv6pipes.lab.LinkBytes;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.proxy.chain.FunctionCatalog;
import org.srv6pipes.proxy.chain.Plugins;
import org.srv6pipes.service.http.HttpListener;
import org.srv6pipes.wire.ChainText;

/**
 * A browser looks at the page while flows come and go, a route changes and a proxy dies. Needs
 * playwright-core: {@code npm install --prefix dist/target/browser playwright-core}.
 */
@NamespaceTest(tools = {"node", "chromium", "tc"})
@Tag("same-for-everyone")
@Timeout(180)
class ShowTest {

  private static final Path ROOT = Path.of(System.getProperty("srv6pipes.root"));
  private static final Path PACKAGES = ROOT.resolve("dist/target/browser");
  private static final double CAPACITY = 100e6;
  private static final double TWO_POINTS = 0.02;
  private static final int MOST_LOOKS = 3;
  private static final int MOST_MILLIS = 4000;

  @TempDir private Path pictures;
  private Show show;
  private HttpListener listener;
  private final List<String> seen = new ArrayList<>();

  @BeforeEach
  void begin() throws Exception {
    boolean hasPlaywright = Files.isDirectory(PACKAGES.resolve("node_modules/playwright-core"));
    assumeTrue(
        hasPlaywright || System.getenv("CI") != null,
        "npm install --prefix dist/target/browser playwright-core");
    try (FunctionCatalog catalog = HostFolders.functions(Plugins.NONE)) {
      show =
          new Show(WrittenChain.read(ChainText.parse("zstd-compress | zstd-decompress"), catalog));
    }
    show.begin();
    listener = HttpListener.listen("::1", 0, WebPages.of(new Scene("demo", show.hosts())));
  }

  @AfterEach
  void end() throws IOException {
    if (show != null) {
      listener.close();
      show.close();
    }
  }

  @Test
  void shouldShowWhereFlowsGoAndWhatBecomesOfThem() throws Exception {
    Process browser = look();
    try (BufferedReader out = browser.inputReader(UTF_8);
        OutputStream in = browser.getOutputStream()) {
      await(out, "north");
      tell(in, "measure");
      double apart = shareShownBesideCounted(out);
      for (int i = 1; i < MOST_LOOKS && Math.abs(apart) > TWO_POINTS; i++) {
        tell(in, "again"); // both look at the same seconds, unless the machine has other work
        apart = shareShownBesideCounted(out);
      }
      assertThat(apart)
          .as("the load that is shown less the one that the interface counts")
          .isBetween(-TWO_POINTS, TWO_POINTS);
      tell(in, "go on");

      await(out, "found");
      assertThat(Integer.parseInt(await(out, "responsive")))
          .as("ms for three keys in a list of a thousand flows; a tenth of it, mostly")
          .isLessThan(MOST_MILLIS);
      show.takeDetour();
      tell(in, "go on");
      assertThat(await(out, "south")).as("pixels too wide on a phone").isEqualTo("0");

      show.killProxy("p2");
      tell(in, "go on");
      await(out, "gone");
      await(out, "end");
      assertThat(seen).noneMatch(line -> line.startsWith("fault"));
    } finally {
      browser.destroy();
    }
    keepPictures();
  }

  private double shareShownBesideCounted(BufferedReader out) {
    await(out, "begin");
    LinkBytes before = show.linkBytes("client", "p1");
    long began = System.nanoTime();
    double shown = Double.parseDouble(await(out, "load"));
    LinkBytes carried = show.linkBytes("client", "p1").since(before);
    double bitsPerSecond = carried.sent() * 8 / ((System.nanoTime() - began) / 1e9);
    return (shown - bitsPerSecond) / CAPACITY;
  }

  private Process look() throws IOException {
    return new ProcessBuilder(
            "node",
            ROOT.resolve("dist/src/test/browser/page.mjs").toString(),
            PACKAGES.toString(),
            "http://[::1]:" + listener.address().getPort(),
            pictures.toString())
        .redirectErrorStream(true)
        .start();
  }

  private String await(BufferedReader out, String word) {
    try {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        seen.add(line);
        if (line.startsWith(word)) {
          return line.substring(word.length()).strip();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("no \"" + word + "\" from the browser: " + seen);
  }

  private static void tell(OutputStream in, String what) throws IOException {
    in.write((what + '\n').getBytes(UTF_8));
    in.flush();
  }

  /** For whoever wants to look at them. */
  private void keepPictures() throws IOException {
    Path kept = Files.createDirectories(ROOT.resolve("dist/target/pictures"));
    try (var files = Files.list(pictures)) {
      for (Path file : files.toList()) {
        Files.write(kept.resolve(file.getFileName()), Files.readAllBytes(file));
      }
    }
  }
}
