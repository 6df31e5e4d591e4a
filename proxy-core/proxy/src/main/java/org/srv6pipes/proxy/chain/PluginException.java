package org.srv6pipes.proxy.chain;

/** Functions could not be loaded; the message says which and how to mend it. */
public final class PluginException extends Exception {

  private static final long serialVersionUID = 1;

  public PluginException(String message) {
    super(message);
  }

  public PluginException(String message, Throwable cause) {
    super(message, cause);
  }
}
