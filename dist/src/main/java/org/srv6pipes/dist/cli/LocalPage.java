package org.srv6pipes.dist.cli;

import java.io.IOException;
import org.srv6pipes.dist.web.Scene;
import org.srv6pipes.dist.web.WebPages;
import org.srv6pipes.service.http.HttpListener;

/** A page for a browser on this host. */
final class LocalPage {

  private static final int LAST_PORT = 0xFFFF;

  private LocalPage() {}

  /**
   * @param option what names the port on the command line
   */
  static HttpListener show(Scene scene, int port, String option) throws CommandException {
    if (port < 0 || port > LAST_PORT) {
      throw new CommandException(ExitCode.USAGE, option + ": a port is 0 to " + LAST_PORT);
    }
    try {
      return HttpListener.listen("::1", port, WebPages.of(scene));
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED, e.getMessage() + "; " + option + "=PORT chooses another port");
    }
  }
}
