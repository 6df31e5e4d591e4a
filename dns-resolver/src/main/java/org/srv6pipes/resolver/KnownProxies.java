package org.srv6pipes.resolver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.srv6pipes.resolver.policy.Composer;
import org.srv6pipes.resolver.policy.KnownProxy;
import org.srv6pipes.resolver.policy.Policy;
import org.srv6pipes.service.Reason;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.service.config.Problem;

/**
 * The proxies of a configuration, with what the files say that it names. Reading it finds whatever
 * the configuration alone could not.
 *
 * @param proxies in the order in which packets to the servers pass them
 */
public record KnownProxies(List<KnownProxy> proxies) {

  public KnownProxies {
    proxies = List.copyOf(proxies);
  }

  /**
   * @throws ConfigException with all that is wrong with the functions and the policies
   */
  public static KnownProxies read(Config<ResolverConfig> config) throws ConfigException {
    List<Problem> problems = new ArrayList<>();
    List<KnownProxy> proxies = new ArrayList<>();
    for (Map.Entry<String, ResolverConfig.Proxy> entry : config.value().proxies().entrySet()) {
      try {
        proxies.add(proxy(entry.getKey(), entry.getValue()));
      } catch (IOException | IllegalArgumentException e) {
        problems.add(config.problem("proxies." + entry.getKey() + ".functions", explanation(e)));
      }
    }
    if (problems.isEmpty()) {
      checkPolicies(config, new Composer(proxies, _ -> true), problems);
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new KnownProxies(proxies);
  }

  private static KnownProxy proxy(String name, ResolverConfig.Proxy proxy) throws IOException {
    return KnownProxy.read(
        name,
        proxy.site().isEmpty() ? name : proxy.site(),
        proxy.prefix(),
        proxy.layout(),
        proxy.weight(),
        Files.readString(proxy.functions()));
  }

  private static String explanation(Exception e) {
    return switch (e) {
      case NoSuchFileException _ ->
          "there is no such file; on that proxy, srv6pipes functions -c proxy.toml --json prints"
              + " it";
      case IOException unreadable -> "cannot be read: " + Reason.of(unreadable);
      default -> String.valueOf(e.getMessage());
    };
  }

  private static void checkPolicies(
      Config<ResolverConfig> config, Composer composer, List<Problem> problems) {
    List<Policy> policies = config.value().policies();
    for (int i = 0; i < policies.size(); i++) {
      Policy policy = policies.get(i);
      String key = "policies[" + (i + 1) + "].chain";
      policy
          .chain()
          .flatMap(chain -> composer.objection(chain, policy.at()))
          .ifPresent(objection -> problems.add(config.problem(key, objection)));
    }
  }
}
