package org.srv6pipes.lab;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The two topologies that have a name, for any number of hosts: a client, the proxies p1, p2 … and
 * a server.
 */
public enum Layout {
  /** See {@link Topology#line}. */
  LINE {
    @Override
    public Topology of(int hosts) {
      return Topology.line(names(hosts));
    }
  },

  /** See {@link Topology#star}; the router is one host more. */
  STAR {
    @Override
    public Topology of(int hosts) {
      return Topology.star(names(hosts));
    }
  };

  /** A topology of so many hosts, client and server among them. */
  public abstract Topology of(int hosts);

  /** The names of so many hosts: {@code client p1 p2 … server}. */
  public static List<String> names(int hosts) {
    if (hosts < 2) {
      throw new IllegalArgumentException(hosts + " hosts: a client and a server at least");
    }
    Stream<String> proxies = IntStream.rangeClosed(1, hosts - 2).mapToObj(i -> "p" + i);
    return Stream.of(Stream.of("client"), proxies, Stream.of("server")).flatMap(it -> it).toList();
  }
}
