package org.srv6pipes.dist;

import org.srv6pipes.lab.Host;

/** What a role may change on a host, as text to be compared. */
final class HostState {

  private HostState() {}

  /**
   * Rules without comments, counters and empty tables; policy rules; routes; the sysctls that roles
   * change.
   */
  static String of(Host host) {
    return host.shell(
            """
            ip6tables-save | sed -e '/^#/d' -e 's/ \\[[0-9:]*\\]//' \\
              | awk '/^\\*/ {head=$0; body=""; next}
                     /^:.* (ACCEPT|DROP)$/ {next}
                     /^COMMIT/ {if (body != "") printf "%s\\n%s", head, body; next}
                     {body=body $0 "\\n"}'
            ip -6 rule
            ip -6 route show table all | sed 's/ expires [0-9]*sec//'
            for setting in all default $(ls /proc/sys/net/ipv6/conf); do
              for name in forwarding seg6_enabled accept_ra; do
                echo "$setting $name $(cat /proc/sys/net/ipv6/conf/$setting/$name)"
              done
            done
            cat /proc/sys/net/ipv4/tcp_fwmark_accept /proc/sys/net/ipv6/fwmark_reflect
            """)
        .stdout();
  }
}
