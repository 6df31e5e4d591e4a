package org.srv6pipes.service.config;

import java.util.Map;

/**
 * What the owner of a {@linkplain Keys#freeTable free table} knows about its keys, for printing.
 */
public interface FreeTableView {

  /** Of a table that nobody knows, nothing is added and nothing shown. */
  FreeTableView NONE =
      new FreeTableView() {
        @Override
        public Map<String, Object> completed(Map<String, Object> given) {
          return given;
        }

        @Override
        public boolean isSecret(String key) {
          return true;
        }
      };

  /** The table with the defaults of what the file leaves out. What is given stays as it is. */
  Map<String, Object> completed(Map<String, Object> given);

  /**
   * Whether the value of a key must not be shown.
   *
   * @param key the whole path, the table's own name first
   */
  boolean isSecret(String key);
}
