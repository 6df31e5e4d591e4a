package org.srv6pipes.resolver.lookup;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;

/** Answers by their questions, the one used longest ago leaving first. For any thread. */
final class AnswerCache {
  private final LinkedHashMap<Question, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);
  private int capacity;

  AnswerCache(int capacity) {
    this.capacity = capacity;
  }

  /** A fresh answer. */
  synchronized Optional<Answer> find(Question question, long now) {
    Answer answer = answers.get(question);
    if (answer == null) {
      return Optional.empty();
    }
    if (!answer.isFresh(now)) {
      answers.remove(question);
      return Optional.empty();
    }
    return Optional.of(answer);
  }

  /** Keeps an answer, if it may be kept at all. */
  synchronized void keep(Question question, Answer answer) {
    if (answer.ttl() > 0) {
      answers.put(question, answer);
      shrink();
    }
  }

  /** Another bound from now on. */
  synchronized void resize(int newCapacity) {
    capacity = newCapacity;
    shrink();
  }

  synchronized void clear() {
    answers.clear();
  }

  synchronized int size() {
    return answers.size();
  }

  private void shrink() {
    Iterator<Answer> oldest = answers.values().iterator();
    while (answers.size() > capacity) {
      oldest.next();
      oldest.remove();
    }
  }
}
