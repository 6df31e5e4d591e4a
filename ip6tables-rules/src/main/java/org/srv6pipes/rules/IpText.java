package org.srv6pipes.rules;

import java.util.Locale;
import org.srv6pipes.linux.Prefix6;
import org.srv6pipes.linux.Route;
import org.srv6pipes.linux.RouteType;
import org.srv6pipes.linux.RoutingRule;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;

/** Routes and rules in the words of ip(8). */
final class IpText {
  private IpText() {}

  static String of(Route route) {
    StringBuilder text = new StringBuilder();
    if (route.type() != RouteType.UNICAST) {
      text.append(route.type().name().toLowerCase(Locale.ROOT)).append(' ');
    }
    text.append(of(route.destination()));
    if (route.type() == RouteType.LOCAL) {
      text.append(" dev lo");
    }
    if (route.encapsulation() != null) {
      text.append(" encap ").append(route.encapsulation()).append(" dev if").append(route.device());
    }
    if (route.table() != Route.TABLE_MAIN) {
      text.append(" table ").append(route.table());
    }
    return text.toString();
  }

  /** The short form of RFC 5952. */
  static String of(Prefix6 prefix) {
    return Ipv6Prefix.of(Ipv6Address.from(prefix.address()), prefix.length()).toString();
  }

  static String of(RoutingRule rule) {
    StringBuilder text = new StringBuilder("pref ").append(rule.priority());
    if (rule.inverted()) {
      text.append(" not");
    }
    if (rule.mask() != 0) {
      text.append(" fwmark ").append(Allocation.hex(rule.mark()));
    }
    if (rule.mask() != 0 && rule.mask() != HostPlan.WHOLE_MARK) {
      text.append('/').append(Allocation.hex(rule.mask()));
    }
    if (rule.ingress() != null) {
      text.append(" iif ").append(rule.ingress());
    }
    String target = rule.skipTo() == 0 ? " lookup " + rule.table() : " goto " + rule.skipTo();
    return text.append(target).toString();
  }
}
