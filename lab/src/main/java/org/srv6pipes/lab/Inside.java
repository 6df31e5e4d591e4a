package org.srv6pipes.lab;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.srv6pipes.linux.Namespaces;

/** Work on a thread that is in the network namespace of a process. */
final class Inside {
  private Inside() {}

  static <T> T network(String name, long pid, Callable<T> work) {
    try {
      return Namespaces.inNetwork(Namespaces.networkOf(pid), work);
    } catch (RuntimeException e) {
      throw e;
    } catch (IOException e) {
      throw new LabException(name + ": " + e.getMessage(), e);
    } catch (Exception e) {
      throw new LabException(name + ": " + e, e);
    }
  }
}
