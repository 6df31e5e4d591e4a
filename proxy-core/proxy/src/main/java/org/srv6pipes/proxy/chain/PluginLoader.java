package org.srv6pipes.proxy.chain;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The classes of one plugin, from memory: a jar that is replaced or removed on disk changes nothing
 * for the flows that run on the old one, however late they need a class of it.
 */
final class PluginLoader extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  private final Map<String, byte[]> contents;

  /**
   * @param name the plugin's, for stack traces
   * @param contents of its jars, by name
   */
  PluginLoader(String name, Map<String, byte[]> contents, ClassLoader parent) {
    super(name, parent);
    this.contents = contents;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = contents.get(name.replace('.', '/') + ".class");
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    byte[] bytes = contents.get(name);
    return bytes == null ? null : url(name, bytes);
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL url = findResource(name);
    return Collections.enumeration(url == null ? List.of() : List.of(url));
  }

  private URL url(String name, byte[] bytes) {
    try {
      return URL.of(URI.create("plugin:/" + name.replace(" ", "%20")), new Memory(bytes));
    } catch (MalformedURLException e) {
      throw new UncheckedIOException("the resource " + name, e);
    }
  }

  /** Opens what is there already. */
  private static final class Memory extends URLStreamHandler {
    private final byte[] bytes;

    Memory(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() throws IOException {
          return new ByteArrayInputStream(bytes);
        }
      };
    }
  }
}
