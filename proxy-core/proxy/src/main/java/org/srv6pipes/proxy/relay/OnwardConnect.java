package org.srv6pipes.proxy.relay;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.linux.Errno;
import org.srv6pipes.linux.LinuxException;
import org.srv6pipes.linux.SocketOptions;
import org.srv6pipes.linux.TcpSocket;
import org.srv6pipes.proxy.flow.AdmittedFlow;
import org.srv6pipes.proxy.flow.Egress;
import org.srv6pipes.proxy.flow.EndReason;
import org.srv6pipes.proxy.relay.ServerKnowledge.Takes;
import org.srv6pipes.wire.ClientAddress;
import org.srv6pipes.wire.ServerAddress;

/**
 * The making of an onward connection: from the client's own address and port, with the remaining
 * segments.
 */
final class OnwardConnect {

  private static final int PORT_RETRIES = 10;
  private static final long PORT_RETRY_NANOS = 20_000_000;

  /** The kernel repeats an unanswered SYN every second, for the first few. */
  private static final long SYN_INTERVAL_NANOS = 1_000_000_000;

  private static final int MOST_CHANGES = 4;

  private final RelayLoop relay;
  private final AdmittedFlow plan;
  private final Consumer<Leg> connected;
  private final Consumer<EndReason> failed;

  private @Nullable Leg leg;
  private boolean withHeader;
  private int changesLeft;
  private long nextChange;
  private int attempts;
  private boolean cancelled;

  OnwardConnect(
      RelayLoop relay, AdmittedFlow plan, Consumer<Leg> connected, Consumer<EndReason> failed) {
    this.relay = relay;
    this.plan = plan;
    this.connected = connected;
    this.failed = failed;
    this.withHeader = startsWithHeader();
  }

  void start() {
    attempt(plan.key().client().port());
  }

  private void attempt(int port) {
    int socket;
    try {
      socket = TcpSocket.open();
    } catch (LinuxException e) {
      fail(-e.errno());
      return;
    }
    try {
      prepare(socket);
    } catch (LinuxException e) {
      TcpSocket.close(socket);
      fail(-e.errno());
      return;
    }
    int result = bindAndConnect(socket, port);
    if (result == 0 || result == -Errno.EINPROGRESS) {
      Leg candidate = Leg.onward(socket);
      leg = candidate;
      candidate.whenReady(() -> settled(candidate));
      candidate.watch(relay.loop());
      watchForSilence();
    } else {
      TcpSocket.close(socket);
      again(result);
    }
  }

  private void prepare(int socket) {
    SocketOptions.transparent(socket);
    SocketOptions.reuseAddress(socket);
    relay.prepareOnward(socket);
    Leg.delayAcknowledgement(socket);
    if (withHeader) {
      SocketOptions.routingHeader(socket, plan.onward().toBytes());
    }
    if (plan.trafficClass() != 0) {
      SocketOptions.trafficClass(socket, plan.trafficClass());
    }
  }

  private boolean startsWithHeader() {
    return switch (plan.egress()) {
      case RETURN_PATH -> true;
      case PLAIN, OWN_ADDRESS -> false;
      case AUTO -> knowledge() != Takes.PLAIN_ONLY;
    };
  }

  private Takes knowledge() {
    return relay.servers().of(plan.key().server().address(), relay.now());
  }

  private int bindAndConnect(int socket, int port) {
    ClientAddress client = plan.key().client();
    ServerAddress server = plan.key().server();
    if (plan.egress() != Egress.OWN_ADDRESS) {
      int bound = TcpSocket.tryBind(socket, client.address().high(), client.address().low(), port);
      if (bound < 0) {
        return bound;
      }
    }
    return TcpSocket.connect(
        socket, server.address().high(), server.address().low(), server.port());
  }

  /**
   * A server that does not know seg6 drops a SYN with an SRH, and so does the network now and then.
   * Half-way to each repetition of the SYN the header is taken off, or put on again. Not where a
   * plain answer would go past us: there the SYN was lost, or nothing helps; and a server with the
   * server role, once it has a SYN without the return path, answers the later ones like that too.
   */
  private void watchForSilence() {
    if (withHeader && plan.egress() == Egress.AUTO) {
      changesLeft = MOST_CHANGES;
      nextChange = relay.now() + SYN_INTERVAL_NANOS / 2;
    }
  }

  /** Looks at the clock; called several times a second, because most are answered long before. */
  void tick(long now) {
    if (leg == null || changesLeft == 0 || now - nextChange < 0) {
      return;
    }
    changesLeft--;
    nextChange = Math.max(nextChange, now - SYN_INTERVAL_NANOS / 2) + SYN_INTERVAL_NANOS;
    if (relay.neighbours().mayBeBetween(plan.key())) {
      changeHeader(leg.socket());
    } else {
      changesLeft = 0;
    }
  }

  private void changeHeader(int socket) {
    withHeader = !withHeader;
    if (withHeader) {
      SocketOptions.routingHeader(socket, plan.onward().toBytes());
    } else {
      SocketOptions.noRoutingHeader(socket);
    }
  }

  private void learn() {
    if (plan.egress() == Egress.AUTO) {
      Takes takes = withHeader ? Takes.ROUTING_HEADER : Takes.PLAIN_ONLY;
      relay.servers().learn(plan.key().server().address(), takes, relay.now());
    }
  }

  /**
   * The client's port is still taken by an older connection of ours: wait a little, then do what
   * was configured.
   */
  private void again(int error) {
    boolean taken = error == -Errno.EADDRINUSE || error == -Errno.EADDRNOTAVAIL;
    if (taken && attempts++ == 0) {
      // After the round: one of our own that ended in it is not closed before.
      relay.forgetOnward(plan.key());
      relay.loop().execute(this::retry);
    } else if (taken && attempts <= PORT_RETRIES) {
      relay.later(PORT_RETRY_NANOS, this::retry);
    } else if (taken
        && attempts == PORT_RETRIES + 1
        && relay.settings().portConflict() == RelaySettings.PortConflict.OTHER_PORT) {
      attempts++;
      attempt(0);
    } else {
      fail(error);
    }
  }

  private void retry() {
    if (!cancelled) {
      attempt(plan.key().client().port());
    }
  }

  private void settled(Leg candidate) {
    int error = candidate.outcome();
    if (error == 0) {
      candidate.whenReady(() -> {});
      leg = null;
      learn();
      connected.accept(candidate);
    } else {
      cancel();
      fail(-error);
    }
  }

  private void fail(int error) {
    failed.accept(
        switch (-error) {
          case Errno.ECONNREFUSED, Errno.ECONNRESET -> EndReason.REFUSED_BY_SERVER;
          case Errno.EHOSTUNREACH, Errno.EACCES -> EndReason.SERVER_UNREACHABLE;
          case Errno.ENETUNREACH -> EndReason.NO_ROUTE_TO_SERVER;
          case Errno.ETIMEDOUT -> EndReason.ONWARD_TIMED_OUT;
          default -> {
            relay.report("onward connection", plan.key(), -error);
            yield EndReason.ONWARD_FAILED;
          }
        });
  }

  /** Gives up, without a word to the owner. */
  void cancel() {
    cancelled = true;
    if (leg != null) {
      leg.reset();
      leg = null;
    }
  }
}
