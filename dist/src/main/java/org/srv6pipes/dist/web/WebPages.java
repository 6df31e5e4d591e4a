package org.srv6pipes.dist.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.srv6pipes.service.http.Page;

/** The page and what it reads: everything comes from here. */
public final class WebPages {

  private static final String SEARCH = "match=";

  private WebPages() {}

  /** By path. */
  public static Map<String, Page> of(Scene scene) {
    Map<String, Page> pages = new TreeMap<>();
    pages.put("/", file("index.html", "text/html; charset=utf-8"));
    pages.put("/page.css", file("page.css", "text/css; charset=utf-8"));
    pages.put("/page.js", file("page.js", "text/javascript; charset=utf-8"));
    pages.put("/events", new Events(scene));
    return pages;
  }

  /** What a query searches for. */
  static String match(String query) {
    return query.startsWith(SEARCH)
        ? URLDecoder.decode(query.substring(SEARCH.length()), UTF_8)
        : "";
  }

  private static Page file(String name, String contentType) {
    return new Page() {
      @Override
      public String contentType() {
        return contentType;
      }

      @Override
      public void write(String query, OutputStream out) throws IOException {
        try (InputStream in =
            Objects.requireNonNull(WebPages.class.getResourceAsStream(name), name)) {
          in.transferTo(out);
        }
      }
    };
  }

  /** The scene once a second, as server-sent events, until the reader leaves. */
  private static final class Events implements Page {
    private final CountDownLatch never = new CountDownLatch(1);
    private final Scene scene;

    Events(Scene scene) {
      this.scene = scene;
    }

    @Override
    public String contentType() {
      return "text/event-stream";
    }

    @Override
    public void write(String query, OutputStream out) throws IOException, InterruptedException {
      String match = match(query);
      do {
        out.write(("data: " + scene.now(match) + "\n\n").getBytes(UTF_8));
        out.flush();
      } while (!never.await(1, TimeUnit.SECONDS));
    }
  }
}
