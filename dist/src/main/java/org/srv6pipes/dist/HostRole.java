package org.srv6pipes.dist;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.srv6pipes.endhost.client.Client;
import org.srv6pipes.endhost.client.ClientConfig;
import org.srv6pipes.endhost.server.Server;
import org.srv6pipes.endhost.server.ServerConfig;
import org.srv6pipes.linux.Capabilities;
import org.srv6pipes.linux.Capability;
import org.srv6pipes.proxy.ProxyConfig;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.rules.Allocation;
import org.srv6pipes.rules.ClientPlan;
import org.srv6pipes.rules.HostPlan;
import org.srv6pipes.rules.HostRules;
import org.srv6pipes.rules.RulesException;
import org.srv6pipes.service.admin.AdminConfig;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.wire.Ipv6Prefix;

/** The roles that change their host. */
public enum HostRole {
  PROXY {
    @Override
    public RoleRules read(Path file, HostRules rules) throws ConfigException, PluginException {
      Config<ProxyConfig> read = ProxyConfig.SCHEMA.load(file);
      ProxyConfig config = read.value();
      return ofProxy(read, List.of(), AdminDoors.socket(config.admin(), config.instance()), rules);
    }
  },
  SERVER {
    @Override
    public RoleRules read(Path file, HostRules rules) throws ConfigException {
      ServerConfig config = ServerConfig.SCHEMA.load(file).value();
      Allocation numbers = rules.foresee(config.instance(), Server.NEEDS);
      HostPlan plan = Server.plan(config, numbers, rules.interfaces());
      return ofEndHost(plan, config.interfaces(), config.allowVia(), config.admin());
    }
  },
  CLIENT {
    @Override
    public RoleRules read(Path file, HostRules rules) throws ConfigException, PluginException {
      ClientConfig config = ClientConfig.SCHEMA.load(file).value();
      if (config.access().isPresent()) {
        ClientConfig.Access access = config.access().get();
        Config<ProxyConfig> proxy = ProxyConfig.SCHEMA.load(access.proxy());
        Path socket = AdminDoors.socket(config.admin(), config.instance());
        return ofProxy(proxy, access.interfaces(), socket, rules);
      }
      Allocation numbers = rules.foresee(config.instance(), Client.NEEDS);
      return ofEndHost(new ClientPlan(numbers).hostPlan(), List.of(), List.of(), config.admin());
    }
  };

  /**
   * What its process needs, where it is not root. The proxy has sockets with addresses that are not
   * this host's; the client role marks connections of programs that know nothing of it.
   */
  public Set<Capability> capabilities() {
    return switch (this) {
      case PROXY -> Set.of(Capability.CAP_NET_ADMIN, Capability.CAP_NET_RAW);
      case SERVER -> Set.of(Capability.CAP_NET_ADMIN);
      case CLIENT -> Set.of(Capability.CAP_NET_ADMIN, Capability.CAP_BPF);
    };
  }

  /**
   * Looks before anything is changed whether this process may do what the role does.
   *
   * @throws RulesException if it may not; the message says what is missing
   */
  void requireCapabilities() {
    Capabilities.ofThisThread()
        .complaint(capabilities())
        .ifPresent(
            complaint -> {
              throw new RulesException(complaint);
            });
  }

  /** What a configuration file comes down to on this host, as it is now. */
  public abstract RoleRules read(Path file, HostRules rules)
      throws ConfigException, PluginException;

  /**
   * @param edge the interfaces of hosts that know nothing, of an access router
   */
  private static RoleRules ofProxy(
      Config<ProxyConfig> file, List<String> edge, Path socket, HostRules rules)
      throws ConfigException, PluginException {
    ProxyConfig config = file.value();
    RoleRules.Maker maker =
        switch (config.rules()) {
          case AUTO -> RoleRules.Maker.THE_ROLE;
          case MANUAL -> RoleRules.Maker.SOMEBODY_ELSE;
        };
    Allocation numbers =
        maker == RoleRules.Maker.THE_ROLE
            ? rules.foresee(config.instance(), ProxyRole.needs(config))
            : ProxyRole.givenNumbers(config);
    return new RoleRules(
        ProxyRules.plan(config, numbers, Functions.openNumbers(file), rules.interfaces(), edge),
        maker,
        config.interfaces(),
        Stream.concat(config.allowFrom().stream(), config.allowTo().stream()).toList(),
        config.maxConnections(),
        PROXY.capabilities(),
        socket);
  }

  RoleRules ofEndHost(
      HostPlan plan, List<String> ingress, List<Ipv6Prefix> partners, AdminConfig admin) {
    return new RoleRules(
        plan,
        RoleRules.Maker.EITHER,
        ingress,
        partners,
        0,
        capabilities(),
        AdminDoors.socket(admin, plan.numbers().instance()));
  }

  /** As it is written. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
