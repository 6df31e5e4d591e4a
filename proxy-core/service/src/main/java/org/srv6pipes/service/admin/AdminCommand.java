package org.srv6pipes.service.admin;

import java.util.Map;

/** Answers one kind of request. Called from threads of the socket's own. */
@FunctionalInterface
public interface AdminCommand {

  /**
   * @param request all members of the request
   * @return a value that JSON can hold
   */
  Object answer(Map<String, Object> request) throws AdminException, InterruptedException;
}
