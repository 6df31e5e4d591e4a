package org.srv6pipes.service.peer;

import java.io.IOException;
import javax.net.ssl.SSLContext;

/** Who may read what is served to other hosts: whoever shows the token, over TLS. */
public record Guard(SSLContext identity, Token token) {

  /**
   * @throws IOException if one of the files cannot be used; the message says why
   */
  public static Guard of(ShareConfig share) throws IOException {
    return new Guard(
        PemFiles.identity(share.certificate(), share.key()), Token.read(share.tokenFile()));
  }
}
