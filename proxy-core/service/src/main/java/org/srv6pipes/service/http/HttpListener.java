package org.srv6pipes.service.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.service.Reason;
import org.srv6pipes.service.peer.Guard;

/**
 * Serves pages over HTTP, none of which changes anything. It never runs on an event loop, so that
 * whoever reads slowly slows nobody down.
 */
public final class HttpListener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
  private static final int MOST_READERS = 32;

  static {
    // Whoever connects and says nothing, or says it slowly, must not cost us for long. The JDK's
    // server reads this once.
    System.setProperty("jdk.httpserver.maxConnections", "200");
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
  }

  /**
   * A name other than this one may lead here by the doing of a page from elsewhere, which would
   * then read what its visitor may read.
   */
  private static final Pattern ADDRESS =
      Pattern.compile("(localhost|\\[[0-9a-fA-F:.%]+]|[0-9.]+)(:\\d+)?");

  private final HttpServer server;
  private final Map<String, Page> pages;
  private final Optional<Guard> guard;
  private final Semaphore places = new Semaphore(MOST_READERS);

  private HttpListener(HttpServer server, Map<String, Page> pages, Optional<Guard> guard) {
    this.server = server;
    this.pages = Map.copyOf(pages);
    this.guard = guard;
  }

  /**
   * @param port 0 for any
   * @param pages by path
   * @throws IOException if it cannot listen there
   */
  public static HttpListener listen(String address, int port, Map<String, Page> pages)
      throws IOException {
    return begin(
        create("http", address, port, at -> HttpServer.create(at, 0)), pages, Optional.empty());
  }

  /**
   * The same over TLS, for those who show a token.
   *
   * @throws IOException if it cannot listen there
   */
  public static HttpListener listen(String address, int port, Map<String, Page> pages, Guard guard)
      throws IOException {
    HttpsServer server = create("https", address, port, at -> HttpsServer.create(at, 0));
    server.setHttpsConfigurator(new HttpsConfigurator(guard.identity()));
    return begin(server, pages, Optional.of(guard));
  }

  /** Makes a server that listens. */
  @FunctionalInterface
  private interface Maker<S extends HttpServer> {
    S listen(InetSocketAddress address) throws IOException;
  }

  private static <S extends HttpServer> S create(
      String scheme, String address, int port, Maker<S> maker) throws IOException {
    try {
      return maker.listen(new InetSocketAddress(InetAddress.getByName(address), port));
    } catch (IOException e) {
      String host = address.contains(":") ? "[" + address + "]" : address;
      throw new IOException("%s://%s:%d: %s".formatted(scheme, host, port, e.getMessage()), e);
    }
  }

  private static HttpListener begin(
      HttpServer server, Map<String, Page> pages, Optional<Guard> guard) {
    HttpListener listener = new HttpListener(server, pages, guard);
    server.createContext("/", listener::serve);
    server.setExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http").factory()));
    server.start();
    return listener;
  }

  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void serve(HttpExchange exchange) {
    boolean admitted = places.tryAcquire();
    try (exchange) {
      if (admitted) {
        answer(exchange);
      } else {
        exchange.sendResponseHeaders(503, -1);
      }
    } catch (IOException e) {
      LOG.debug("{}: {}", exchange.getRequestURI(), Reason.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("{}", exchange.getRequestURI(), e);
    } finally {
      if (admitted) {
        places.release();
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException, InterruptedException {
    String host = header(exchange, "Host");
    Page page = pages.get(exchange.getRequestURI().getPath());
    if (!ADDRESS.matcher(host).matches()) {
      exchange.sendResponseHeaders(403, -1);
    } else if (guard.isPresent()
        && !guard.get().token().isShownBy(header(exchange, "Authorization"))) {
      exchange.sendResponseHeaders(401, -1);
    } else if (!exchange.getRequestMethod().equals("GET")) {
      exchange.sendResponseHeaders(405, -1);
    } else if (page == null) {
      exchange.sendResponseHeaders(404, -1);
    } else {
      write(page, exchange);
    }
  }

  private static String header(HttpExchange exchange, String name) {
    return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
  }

  private static void write(Page page, HttpExchange exchange)
      throws IOException, InterruptedException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", page.contentType());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set(
        "Content-Security-Policy",
        "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      String query = exchange.getRequestURI().getQuery();
      page.write(query == null ? "" : query, body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
