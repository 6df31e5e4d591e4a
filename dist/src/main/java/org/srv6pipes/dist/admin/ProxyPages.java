package org.srv6pipes.dist.admin;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.srv6pipes.dist.ProxyRole;
import org.srv6pipes.dist.web.Scene;
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
   * @param socket where the role answers
   */
  public static Map<String, Page> of(ProxyRole role, Path socket) {
    ShownHost here =
        new ShownHost(role.config().instance(), ProcessHandle.current().pid(), Optional.of(socket));
    Map<String, Page> pages =
        new TreeMap<>(WebPages.of(new Scene(role.config().instance(), List.of(here))));
    pages.put("/metrics", Page.of(Exposition.CONTENT_TYPE, () -> metrics(role)));
    return pages;
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
