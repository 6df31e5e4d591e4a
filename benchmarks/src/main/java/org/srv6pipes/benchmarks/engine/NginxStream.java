package org.srv6pipes.benchmarks.engine;

import java.nio.file.Path;
import java.util.List;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Scratch;
import org.srv6pipes.wire.Ipv6Address;

/**
 * nginx's stream module. Its sockets are not transparent: the client addresses it, and the server
 * sees it. So it does less than the others do, and shows what that costs them.
 */
final class NginxStream implements Engine {

  private final Host host;
  private final Way way;
  private final HostProcess process;

  NginxStream(Way way, Scratch scratch) {
    this.way = way;
    this.host = way.middles().getFirst();
    way.route();
    Path file = scratch.file("nginx-stream.conf", configuration(scratch));
    this.process = host.start("nginx", "-c", file.toString(), "-e", "stderr");
    Listening.await(host, Way.PORT, process);
  }

  private String configuration(Scratch scratch) {
    return """
    load_module /usr/lib/nginx/modules/ngx_stream_module.so;
    daemon off;
    user root;
    worker_processes 2;
    worker_rlimit_nofile 20000;
    error_log stderr;
    pid %s;
    events { worker_connections 9000; }
    stream {
      server {
        listen [::]:8000 backlog=4096;
        proxy_pass [%s]:8000;
      }
    }
    """
        .formatted(scratch.path("nginx-stream.pid"), way.serverAddress());
  }

  @Override
  public Ipv6Address target() {
    return host.addressTo(way.client().name());
  }

  @Override
  public List<HostProcess> processes() {
    return List.of(process);
  }
}
