package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A jar with functions, compiled from a text as its author would write it. */
final class PluginJar {

  private static final String SERVICE = "META-INF/services/org.srv6pipes.function.FunctionProvider";

  /** A provider, to be completed with a name, a number and an expression of {@code b}. */
  static final String MAPPING =
      """
      package author;
      import java.nio.ByteBuffer;
      import org.srv6pipes.function.*;
      public final class Provider implements FunctionProvider {
        public int apiVersion() { return ApiVersion.CURRENT; }
        public FunctionDescriptor descriptor() {
          return FunctionDescriptor.of("%s", %d, "Turns each byte into another one.");
        }
        public FunctionFactory configure(ConfigSection section, Problems problems) {
          return (parameters, unsuitable) -> flow -> new Mapping();
        }
        static final class Mapping implements StreamFunction {
          public Status process(ByteBuffer in, ByteBuffer out) {
            while (in.hasRemaining() && out.hasRemaining()) {
              byte b = in.get();
              out.put((byte) (%s));
            }
            return in.hasRemaining() ? Status.MORE : Status.DONE;
          }
        }
      }
      """;

  private final Map<String, byte[]> contents = new TreeMap<>();

  private PluginJar() {}

  /** A jar whose one function turns each byte into another one: {@code next} is an expression. */
  static PluginJar mapping(String name, int number, String next) {
    return provider("author.Provider", MAPPING.formatted(name, number, next));
  }

  /** A jar with one provider, as its source. */
  static PluginJar provider(String name, String source) {
    return classes(name, source).with(SERVICE, name.getBytes(UTF_8));
  }

  /** A jar with one class and no function. */
  static PluginJar classes(String name, String source) {
    PluginJar jar = new PluginJar();
    jar.compile(name, source, System.getProperty("java.class.path"));
    return jar;
  }

  /** The same compiled against a library as well, which it does not contain. */
  static PluginJar providerUsing(PluginJar library, String name, String source) {
    try {
      Path file = Files.createTempFile("library", ".jar");
      library.write(file);
      PluginJar jar = new PluginJar();
      jar.compile(name, source, System.getProperty("java.class.path") + ":" + file);
      Files.delete(file);
      return jar.with(SERVICE, name.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PluginJar with(String name, byte[] content) {
    contents.put(name, content);
    return this;
  }

  /** Puts it in place at once, as mv does. */
  void moveTo(Path file) throws IOException {
    Path beside = file.resolveSibling("." + file.getFileName());
    write(beside);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Writes it where it is wanted, as cp does over a file that is there. */
  void write(Path file) throws IOException {
    Files.write(file, toBytes());
  }

  byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : contents.entrySet()) {
        jar.putNextEntry(new JarEntry(entry.getKey()));
        jar.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private void compile(String name, String source, String classPath) {
    try {
      Path out = Files.createTempDirectory("classes");
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      StringWriter complaints = new StringWriter();
      List<String> options =
          List.of("-d", out.toString(), "-cp", classPath, "-proc:none", "--release", "17");
      boolean compiled =
          compiler
              .getTask(complaints, null, null, options, null, List.of(new Source(name, source)))
              .call();
      assertThat(compiled).as("%s", complaints).isTrue();
      try (Stream<Path> files = Files.walk(out)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          contents.put(out.relativize(file).toString(), Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(
          URI.create("string:///" + name.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
