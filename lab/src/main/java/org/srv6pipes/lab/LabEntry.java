package org.srv6pipes.lab;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.srv6pipes.linux.ProcessIdentity;
import org.srv6pipes.wire.Ipv6Address;

/**
 * A lab that runs on its own, as the registry keeps it: the process that it hangs on, and its
 * hosts.
 *
 * <p>As text, a line for the lab and one for each host; behind the name stand process id and start
 * time.
 *
 * <pre>
 * lab first 4711 123456 6d1c…
 * host client 4715 123460 6d1c… 2001:db8:1::2
 * </pre>
 */
public record LabEntry(String name, ProcessIdentity holder, List<HostEntry> hosts) {
  public LabEntry {
    hosts = List.copyOf(hosts);
  }

  /** A host, with the process that holds its namespaces and the address on its first link. */
  public record HostEntry(String name, ProcessIdentity process, Ipv6Address address) {}

  static LabEntry of(String name, Topology topology, Holder holder) {
    return new LabEntry(
        name,
        identity(holder.pid()),
        holder.hosts().stream().map(host -> entry(host, topology)).toList());
  }

  private static HostEntry entry(HostNamespace host, Topology topology) {
    return new HostEntry(
        host.name(), identity(host.pid()), topology.interfacesOf(host.name()).getFirst().address());
  }

  private static ProcessIdentity identity(long pid) {
    return ProcessIdentity.of(pid)
        .orElseThrow(() -> new LabException("process " + pid + ": has ended already"));
  }

  public Optional<HostEntry> host(String wanted) {
    return hosts.stream().filter(host -> host.name().equals(wanted)).findFirst();
  }

  static LabEntry parse(String text) {
    List<String[]> lines = text.lines().map(line -> line.split(" ")).toList();
    String[] lab = lines.getFirst();
    return new LabEntry(
        lab[1], process(lab), lines.stream().skip(1).map(LabEntry::parseHost).toList());
  }

  private static HostEntry parseHost(String[] words) {
    return new HostEntry(words[1], process(words), Ipv6Address.parse(words[5]));
  }

  private static ProcessIdentity process(String[] words) {
    return ProcessIdentity.parse(String.join(" ", words[2], words[3], words[4]));
  }

  String print() {
    return "lab %s %s\n".formatted(name, holder)
        + hosts.stream()
            .map(host -> "host %s %s %s\n".formatted(host.name(), host.process(), host.address()))
            .collect(Collectors.joining());
  }
}
