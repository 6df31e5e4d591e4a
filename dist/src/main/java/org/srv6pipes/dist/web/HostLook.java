package org.srv6pipes.dist.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.srv6pipes.service.admin.Answer;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;

/**
 * What a host shows of itself at one moment. Between proxies it travels as JSON.
 *
 * @param nanos by the host's own clock, which begins anywhere
 * @param gone why nothing is to be seen, if so
 * @param ways the interfaces by which packets leave for the addresses of the flows
 */
record HostLook(
    long nanos,
    Optional<String> gone,
    List<Device> devices,
    List<RoleLook> roles,
    Map<String, String> ways) {

  /**
   * An interface.
   *
   * @param received bytes since it was made, as {@code sent}
   * @param rate bits per second that it lets out, where a token bucket bounds it, or 0
   * @param addresses its own, each with the prefix that is on its link
   */
  record Device(String name, long received, long sent, long rate, List<String> addresses) {

    boolean isLoopback() {
      return name.equals(LOOPBACK);
    }

    private Map<String, Object> show() {
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("name", name);
      shown.put("received", received);
      shown.put("sent", sent);
      shown.put("rate", rate);
      shown.put("addresses", addresses);
      return shown;
    }

    private static Device of(Answer shown) {
      List<String> addresses = shown.texts("addresses");
      addresses.forEach(Terrain::link);
      return new Device(
          shown.text("name"),
          shown.number("received"),
          shown.number("sent"),
          shown.number("rate"),
          addresses);
    }
  }

  /**
   * A proxy that runs there.
   *
   * @param functions each with its uses
   * @param flows those that match, and those that have ended
   */
  record RoleLook(Answer status, List<Answer> functions, Answer flows) {

    private Map<String, Object> show() {
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("status", status.members());
      shown.put("functions", functions.stream().map(Answer::members).toList());
      shown.put("flows", flows.members());
      return shown;
    }

    private static RoleLook of(Answer shown) {
      Answer status = checkedStatus(shown.object("status"));
      List<Answer> functions = shown.objects("functions");
      functions.forEach(it -> it.objects("uses").forEach(use -> numbers(use, IN, OUT)));
      Answer flows = shown.object("flows");
      flows.objects("flows").forEach(RoleLook::check);
      flows.objects("ended").forEach(RoleLook::checkEnds);
      return new RoleLook(status, functions, flows);
    }

    private static Answer checkedStatus(Answer status) {
      status.texts("prefixes").forEach(Ipv6Prefix::parse);
      require(!status.texts("prefixes").isEmpty(), "prefixes");
      numbers(status.object("bytes"), "forward-in", "return-in");
      return status;
    }

    private static void check(Answer flow) {
      checkEnds(flow);
      numbers(flow, "flow", "ms");
      for (Answer direction : List.of(flow.object("forward"), flow.object("return"))) {
        direction.texts("sids").forEach(Ipv6Address::parse);
        direction.texts("onward").forEach(Ipv6Address::parse);
        require(direction.members().get("functions") instanceof List, "functions");
        require(direction.members().get("sids") instanceof List, "sids");
        numbers(direction, IN);
        direction.objects("functions").forEach(it -> numbers(it, IN, OUT));
      }
    }

    private static void checkEnds(Answer flow) {
      hostOf(flow.text("client"));
      hostOf(flow.text("server"));
    }
  }

  static final String LOOPBACK = "lo";

  private static final String IN = "bytes-in";
  private static final String OUT = "bytes-out";

  static HostLook gone(String why) {
    return new HostLook(0, Optional.of(why), List.of(), List.of(), Map.of());
  }

  HostLook with(Map<String, String> further) {
    return new HostLook(nanos, gone, devices, roles, further);
  }

  /** Addresses that its flows come from and go to. */
  Set<String> addressesOfFlows() {
    Set<String> addresses = new TreeSet<>();
    for (RoleLook role : roles) {
      for (Answer flow : role.flows().objects("flows")) {
        addresses.add(hostOf(flow.text("client")));
        addresses.addAll(flow.object("forward").texts("sids"));
        addresses.addAll(flow.object("forward").texts("onward"));
      }
    }
    return addresses;
  }

  Map<String, Object> show() {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("nanos", nanos);
    shown.put("devices", devices.stream().map(Device::show).toList());
    shown.put("roles", roles.stream().map(RoleLook::show).toList());
    shown.put("ways", ways);
    return shown;
  }

  /**
   * What {@link #show} has made, elsewhere.
   *
   * @throws IllegalArgumentException if it is something else, at least as far as the page reads it
   */
  static HostLook parse(Object value) {
    Answer shown = Answer.of(value);
    require(shown.has("devices") && shown.has("roles"), "devices or roles");
    Map<String, String> ways = new LinkedHashMap<>();
    shown.object("ways").members().forEach((to, by) -> ways.put(to.toString(), by.toString()));
    return new HostLook(
        shown.number("nanos"),
        Optional.empty(),
        shown.objects("devices").stream().map(Device::of).toList(),
        shown.objects("roles").stream().map(RoleLook::of).toList(),
        ways);
  }

  /** {@code [2001:db8::1]:80} without the port. */
  static String hostOf(String endpoint) {
    int end = endpoint.lastIndexOf(']');
    require(endpoint.startsWith("[") && end > 0, endpoint);
    return Ipv6Address.parse(endpoint.substring(1, end)).toString();
  }

  private static void numbers(Answer shown, String... names) {
    for (String name : names) {
      require(shown.members().get(name) instanceof Number, name);
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("not what a proxy shows: " + what);
    }
  }

  /** Every address of the host. */
  Set<String> addresses() {
    return devices.stream()
        .flatMap(it -> it.addresses().stream())
        .map(it -> it.substring(0, it.indexOf('/')))
        .collect(Collectors.toSet());
  }
}
