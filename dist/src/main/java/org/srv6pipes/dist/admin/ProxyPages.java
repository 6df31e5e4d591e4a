package org.srv6pipes.dist.admin;

import java.util.Map;
import org.srv6pipes.dist.ProxyRole;
import org.srv6pipes.proxy.report.ProxyMetrics;
import org.srv6pipes.service.http.Page;
import org.srv6pipes.service.metrics.Exposition;
import org.srv6pipes.service.metrics.ProcessMetrics;

/** What a proxy serves over HTTP. */
public final class ProxyPages {

  private ProxyPages() {}

  public static Map<String, Page> of(ProxyRole role) {
    return Map.of("/metrics", Page.of(Exposition.CONTENT_TYPE, () -> metrics(role)));
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
