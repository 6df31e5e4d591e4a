package org.srv6pipes.rules;

/** A sysctl and the value that a role needs it to have. */
public record Setting(String name, String value) {
  private static final String PER_INTERFACE = "net.ipv6.conf.";

  /** A setting of one interface, or of {@code all} or {@code default}. */
  static Setting ofInterface(String device, String key, String value) {
    String name =
        device.indexOf('.') < 0
            ? PER_INTERFACE + device + "." + key
            : PER_INTERFACE.replace('.', '/') + device + "/" + key;
    return new Setting(name, value);
  }

  @Override
  public String toString() {
    return name + "=" + value;
  }
}
