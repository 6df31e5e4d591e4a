package org.srv6pipes.service.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves pages over HTTP, none of which changes anything. It never runs on an event loop, so that
 * whoever reads slowly slows nobody down.
 */
public final class HttpListener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
  private static final int MOST_READERS = 32;

  /**
   * A name other than this one may lead here by the doing of a page from elsewhere, which would
   * then read what its visitor may read.
   */
  private static final Pattern ADDRESS =
      Pattern.compile("(localhost|\\[[0-9a-fA-F:.%]+]|[0-9.]+)(:\\d+)?");

  private final HttpServer server;
  private final Map<String, Page> pages;
  private final Semaphore places = new Semaphore(MOST_READERS);

  private HttpListener(HttpServer server, Map<String, Page> pages) {
    this.server = server;
    this.pages = Map.copyOf(pages);
  }

  /**
   * @param port 0 for any
   * @param pages by path
   * @throws IOException if it cannot listen there
   */
  public static HttpListener listen(String address, int port, Map<String, Page> pages)
      throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), port), 0);
    } catch (IOException e) {
      throw new IOException("http://%s:%d: %s".formatted(address, port, e.getMessage()), e);
    }
    HttpListener listener = new HttpListener(server, pages);
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
      LOG.debug("{}: {}", exchange.getRequestURI(), e.toString());
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
    String host = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Host"), "");
    Page page = pages.get(exchange.getRequestURI().getPath());
    if (!ADDRESS.matcher(host).matches()) {
      exchange.sendResponseHeaders(403, -1);
    } else if (!exchange.getRequestMethod().equals("GET")) {
      exchange.sendResponseHeaders(405, -1);
    } else if (page == null) {
      exchange.sendResponseHeaders(404, -1);
    } else {
      write(page, exchange);
    }
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
