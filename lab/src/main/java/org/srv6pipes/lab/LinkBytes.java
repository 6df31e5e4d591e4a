package org.srv6pipes.lab;

/** What an interface has received and sent since it was made, in bytes, link headers included. */
public record LinkBytes(long received, long sent) {
  /** What has come and gone since an earlier reading. */
  public LinkBytes since(LinkBytes earlier) {
    return new LinkBytes(received - earlier.received, sent - earlier.sent);
  }
}
