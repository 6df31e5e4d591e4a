package org.srv6pipes.dist;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.srv6pipes.dist.web.PeerHost;
import org.srv6pipes.proxy.ProxyConfig;
import org.srv6pipes.service.Reason;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.service.config.Problem;
import org.srv6pipes.service.peer.Guard;
import org.srv6pipes.service.peer.Peer;
import org.srv6pipes.service.peer.PeerConfig;

/**
 * The other proxies that this one looks into, and what it asks of those that look into it, with all
 * the files that the configuration names for that.
 */
public record ProxyPeers(List<PeerHost> peers, Optional<Guard> guard) {

  public ProxyPeers {
    peers = List.copyOf(peers);
  }

  /**
   * @throws ConfigException if one of the files cannot be used
   */
  public static ProxyPeers read(Config<ProxyConfig> file) throws ConfigException {
    List<Problem> problems = new ArrayList<>();
    List<PeerHost> peers = new ArrayList<>();
    for (Map.Entry<String, PeerConfig> peer : file.value().peers().entrySet()) {
      String key = "peers." + peer.getKey();
      if (peer.getKey().equals(file.value().instance())) {
        problems.add(file.problem(key, "is called like this proxy; choose another name"));
      }
      try {
        peers.add(new PeerHost(peer.getKey(), Peer.of(peer.getValue())));
      } catch (IOException e) {
        problems.add(file.problem(key, Reason.withFile(e)));
      }
    }
    Optional<Guard> guard = Optional.empty();
    if (file.value().share().isPresent()) {
      try {
        guard = Optional.of(Guard.of(file.value().share().get()));
      } catch (IOException e) {
        problems.add(file.problem("share", Reason.withFile(e)));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new ProxyPeers(peers, guard);
  }
}
