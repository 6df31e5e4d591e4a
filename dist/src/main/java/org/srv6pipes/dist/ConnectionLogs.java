package org.srv6pipes.dist;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.srv6pipes.dist.log.Log;
import org.srv6pipes.proxy.ProxyConfig;
import org.srv6pipes.proxy.flow.EndReason;
import org.srv6pipes.proxy.flow.FlowReport;
import org.srv6pipes.proxy.flow.FlowWitness;
import org.srv6pipes.proxy.report.ConnectionLog;
import org.srv6pipes.service.Reason;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;

/** The connection log of the configuration in force. */
final class ConnectionLogs implements FlowWitness {

  private volatile ConnectionLog current;

  private ConnectionLogs(ConnectionLog first) {
    current = first;
  }

  /**
   * @throws ConfigException if the file of the log cannot be written
   */
  static ConnectionLogs open(Config<ProxyConfig> config) throws ConfigException {
    return new ConnectionLogs(log(config));
  }

  void reopen(Config<ProxyConfig> config) throws ConfigException {
    current = log(config);
  }

  private static ConnectionLog log(Config<ProxyConfig> config) throws ConfigException {
    Optional<Path> file = config.value().connectionLog().file();
    try {
      ConnectionLog.Sink sink =
          file.isPresent() ? new ToFile(Log.file(file.get())) : new ToProgramLog();
      return new ConnectionLog(config.value().connectionLog(), sink);
    } catch (IOException e) {
      throw new ConfigException(
          List.of(config.problem("connection-log.file", "cannot be written: " + Reason.of(e))));
    }
  }

  private record ToFile(Consumer<String> lines) implements ConnectionLog.Sink {
    @Override
    public boolean takes(EndReason reason) {
      return true;
    }

    @Override
    public void write(EndReason reason, String line) {
      lines.accept(line);
    }
  }

  /** What finished by itself is news only for those who look for a fault. */
  private static final class ToProgramLog implements ConnectionLog.Sink {
    private static final Logger LOG = LoggerFactory.getLogger("org.srv6pipes.flow");

    @Override
    public boolean takes(EndReason reason) {
      return LOG.isEnabledForLevel(levelOf(reason));
    }

    @Override
    public void write(EndReason reason, String line) {
      LOG.atLevel(levelOf(reason)).log(line);
    }

    private static Level levelOf(EndReason reason) {
      return reason == EndReason.FINISHED ? Level.DEBUG : Level.INFO;
    }
  }

  @Override
  public boolean wants(long flow, EndReason reason) {
    return current.wants(flow, reason);
  }

  @Override
  public void ended(FlowReport report) {
    current.ended(report);
  }
}
