package org.srv6pipes.dist.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.srv6pipes.service.Json;
import org.srv6pipes.service.http.Page;

/** What other proxies read to draw this one on their pages. */
public final class SharedPages {

  static final String LOOK = "/look";

  private SharedPages() {}

  /** By path. */
  public static Map<String, Page> of(LocalHost host) {
    return Map.of(LOOK, new Look(host));
  }

  private record Look(LocalHost host) implements Page {
    @Override
    public String contentType() {
      return "application/json";
    }

    @Override
    public void write(String query, OutputStream out) throws IOException {
      HostLook look = host.look(WebPages.match(query));
      HostLook whole = look.with(host.devicesTowards(look.addressesOfFlows()));
      out.write(Json.of(whole.show()).getBytes(UTF_8));
    }
  }
}
