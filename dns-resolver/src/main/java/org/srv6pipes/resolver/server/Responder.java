package org.srv6pipes.resolver.server;

import java.util.concurrent.CompletionStage;

/** Decides what a query gets. */
public interface Responder {

  /**
   * Is called on an event loop, which must not wait. A failure is answered by SERVFAIL.
   *
   * @param query of class IN, from a client that may ask
   */
  CompletionStage<Reply> respond(Query query);
}
