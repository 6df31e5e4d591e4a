package org.srv6pipes.service.admin;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Map;

/** An object in an answer of a running role; a newer role may leave members out or add some. */
public record Answer(Map<?, ?> members) {

  public static Answer of(Object value) {
    return new Answer(value instanceof Map<?, ?> map ? map : Map.of());
  }

  public String text(String name) {
    Object value = members.get(name);
    return value == null ? "-" : value.toString();
  }

  public long number(String name) {
    return members.get(name) instanceof Number value ? value.longValue() : 0;
  }

  public Answer object(String name) {
    Object value = members.get(name);
    return of(value == null ? Map.of() : value);
  }

  public boolean has(String name) {
    return members.containsKey(name);
  }

  public List<Answer> objects(String name) {
    return list(name).stream().map(Answer::of).toList();
  }

  public List<String> texts(String name) {
    return list(name).stream().map(String::valueOf).toList();
  }

  private List<?> list(String name) {
    return members.get(name) instanceof List<?> list ? list : List.of();
  }

  /** Its members as {@code name 3, other 4}. */
  public String counts() {
    return members.entrySet().stream()
        .map(it -> it.getKey() + " " + it.getValue())
        .collect(joining(", "));
  }
}
