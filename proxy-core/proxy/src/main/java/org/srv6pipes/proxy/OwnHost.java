package org.srv6pipes.proxy;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.srv6pipes.linux.LinuxException;
import org.srv6pipes.linux.Rtnetlink;
import org.srv6pipes.linux.RtnetlinkMonitor;
import org.srv6pipes.proxy.relay.EventLoop;
import org.srv6pipes.proxy.syn.AdmissionPolicy;
import org.srv6pipes.wire.Ipv6Address;

/** The addresses of the host that we run on, as of now: the kernel tells when they change. */
public final class OwnHost implements AdmissionPolicy.OwnAddresses, AutoCloseable {

  private final Rtnetlink routing;
  private final RtnetlinkMonitor monitor;
  private volatile Set<Ipv6Address> addresses;

  private OwnHost() {
    monitor = RtnetlinkMonitor.open(EnumSet.of(RtnetlinkMonitor.Change.ADDRESSES));
    routing = Rtnetlink.open();
    addresses = read();
  }

  /** Reads the addresses once and follows them on a loop. */
  static OwnHost watch(EventLoop loop) {
    OwnHost host = new OwnHost();
    loop.execute(() -> loop.watchInput(host.monitor.descriptor(), (_, _) -> host.refresh()));
    return host;
  }

  private void refresh() {
    if (!monitor.drain().isEmpty()) {
      addresses = read();
    }
  }

  private Set<Ipv6Address> read() {
    return routing.addresses().stream()
        .map(own -> Ipv6Address.from(own.address()))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public boolean contains(Ipv6Address address) {
    return addresses.contains(address);
  }

  /** The address from which this host would speak to that one. */
  Optional<Ipv6Address> sourceTowards(Ipv6Address destination) {
    try {
      return Optional.ofNullable(routing.lookup(destination.toInet()).preferredSource())
          .map(Ipv6Address::from);
    } catch (LinuxException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    monitor.close();
    routing.close();
  }
}
