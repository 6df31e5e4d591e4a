import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/**
 * Writes the classes of a jar in the format of Java 8, where they are in one so old that the JVM
 * keeps them out of its cache of loaded classes (JEP 483): before Java 6 a class did not say of
 * what type its variables are at each jump. What they do stays the same.
 *
 * <p>Run as {@code java RenewClasses.java JAR RENEWED-JAR}.
 */
final class RenewClasses {

  private static final String NOTE =
      "The classes of this jar are written anew, in a later format, and do what they did before.\n";

  private final ClassFile format;

  private RenewClasses(ClassLoader loader) {
    ClassHierarchyResolver hierarchy =
        ClassHierarchyResolver.ofResourceParsing(loader)
            .orElse(ClassHierarchyResolver.defaultResolver());
    this.format =
        ClassFile.of(
            StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(hierarchy));
  }

  public static void main(String[] arguments) throws IOException {
    Path jar = Path.of(arguments[0]);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        JarFile from = new JarFile(jar.toFile());
        JarOutputStream to = new JarOutputStream(Files.newOutputStream(Path.of(arguments[1])))) {
      new RenewClasses(loader).copy(from, to);
    }
  }

  private void copy(JarFile from, JarOutputStream to) throws IOException {
    long time = 0;
    for (JarEntry entry : Collections.list(from.entries())) {
      byte[] octets = from.getInputStream(entry).readAllBytes();
      time = entry.getTime();
      write(to, entry.getName(), time, isClass(entry) ? renewed(octets) : octets);
    }
    write(to, "META-INF/RENEWED", time, NOTE.getBytes(UTF_8));
  }

  private static void write(JarOutputStream to, String name, long time, byte[] octets)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(time);
    to.putNextEntry(entry);
    to.write(octets);
    to.closeEntry();
  }

  private static boolean isClass(JarEntry entry) {
    return entry.getName().endsWith(".class");
  }

  private byte[] renewed(byte[] octets) {
    ClassModel old = format.parse(octets);
    if (old.majorVersion() >= ClassFile.JAVA_6_VERSION) {
      return octets;
    }
    ClassTransform version =
        (to, element) ->
            to.with(
                element instanceof ClassFileVersion
                    ? ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0)
                    : element);
    ClassTransform code = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
    byte[] renewed = format.transformClass(old, code.andThen(version));
    format.verify(renewed).stream()
        .findFirst()
        .ifPresent(
            wrong -> {
              throw wrong;
            });
    return renewed;
  }
}
