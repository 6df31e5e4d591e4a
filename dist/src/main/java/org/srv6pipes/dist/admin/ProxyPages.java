package org.srv6pipes.dist.admin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.srv6pipes.dist.ProxyRole;
import org.srv6pipes.dist.web.LocalHost;
import org.srv6pipes.dist.web.PeerHost;
import org.srv6pipes.dist.web.Scene;
import org.srv6pipes.dist.web.SharedPages;
import org.srv6pipes.dist.web.ShownHost;
import org.srv6pipes.dist.web.WebPages;
import org.srv6pipes.proxy.report.ProxyMetrics;
import org.srv6pipes.service.http.Page;
import org.srv6pipes.service.metrics.Exposition;
import org.srv6pipes.service.metrics.ProcessMetrics;

/** What a proxy serves over HTTP. */
public final class ProxyPages {

  private ProxyPages() {}

  /**
   * For this host.
   *
   * @param socket where the role answers
   */
  public static Map<String, Page> own(ProxyRole role, Path socket, List<PeerHost> peers) {
    Map<String, Page> pages = new TreeMap<>(scene(role.config().instance(), role, socket, peers));
    pages.put(RoleAdmin.METRICS, metricsPage(role));
    return pages;
  }

  /** The page that shows this host and others. */
  static Map<String, Page> scene(
      String instance, ProxyRole role, Path socket, List<PeerHost> peers) {
    List<ShownHost> hosts = new ArrayList<>(List.of(host(instance, role, socket)));
    hosts.addAll(peers);
    return WebPages.of(new Scene(instance, hosts));
  }

  private static LocalHost host(String instance, ProxyRole role, Path socket) {
    return LocalHost.own(instance, socket, role.proxy()::expectChildren);
  }

  /**
   * For those who show the token.
   *
   * @param socket where the role answers
   */
  public static Map<String, Page> shared(ProxyRole role, Path socket) {
    Map<String, Page> pages =
        new TreeMap<>(SharedPages.of(host(role.config().instance(), role, socket)));
    pages.put(RoleAdmin.METRICS, metricsPage(role));
    return pages;
  }

  private static Page metricsPage(ProxyRole role) {
    return Page.of(Exposition.CONTENT_TYPE, () -> metrics(role));
  }

  private static String metrics(ProxyRole role) throws InterruptedException {
    Exposition text = new Exposition();
    text.gauge("srv6pipes_draining", "1 while the proxy takes no new flows.")
        .sample(role.isDraining() ? 1 : 0);
    ProxyMetrics.write(role.proxy(), text);
    ProcessMetrics.write(text);
    return text.toString();
  }
}
