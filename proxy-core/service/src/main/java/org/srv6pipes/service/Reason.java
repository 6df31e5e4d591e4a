package org.srv6pipes.service;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/** Why a file could not be used, in words: the JDK often says no more than its name. */
public final class Reason {

  private Reason() {}

  /** The reason alone, for a message that names the file. */
  public static String of(IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "it is there already";
      case NotDirectoryException _ -> "it is no folder";
      case CharacterCodingException _ -> "it is not text in UTF-8";
      case FileSystemException other -> orNone(other.getReason());
      default -> orNone(failure.getMessage());
    };
  }

  /** With the name of the file, where the failure knows it. */
  public static String withFile(IOException failure) {
    return failure instanceof FileSystemException ofFile && ofFile.getFile() != null
        ? ofFile.getFile() + ": " + of(ofFile)
        : of(failure);
  }

  private static String orNone(@Nullable String reason) {
    return reason == null ? "no reason is known" : reason;
  }
}
