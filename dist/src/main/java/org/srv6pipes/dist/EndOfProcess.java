package org.srv6pipes.dist;

import org.srv6pipes.dist.log.Log;
import org.srv6pipes.linux.ProcessIdentity;
import org.srv6pipes.service.Watchdog;

/** A process that hangs is killed, with its last words. */
final class EndOfProcess implements Watchdog.Owner {

  @Override
  public void stacksWritten() {
    Log.close();
  }

  @Override
  public void hangs() {
    ProcessIdentity.killThis();
  }
}
