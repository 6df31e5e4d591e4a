package org.srv6pipes.service.peer;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Knows a peer by its certificate. One that is known itself needs no name in it; one that was
 * signed by what is known must name the address that was asked.
 */
final class PeerTrust extends X509ExtendedTrustManager {

  private final Set<Fingerprint> known;
  private final Optional<X509ExtendedTrustManager> signers;

  private PeerTrust(Set<Fingerprint> known, Optional<X509ExtendedTrustManager> signers) {
    this.known = known;
    this.signers = signers;
  }

  /**
   * @throws IOException if the file that says whom to trust cannot be used
   */
  static SSLContext context(PeerConfig peer) throws IOException {
    List<X509Certificate> certificates =
        peer.certificate().isPresent()
            ? PemFiles.certificates(peer.certificate().get())
            : List.of();
    Set<Fingerprint> known = new HashSet<>();
    peer.fingerprint().ifPresent(known::add);
    certificates.forEach(it -> known.add(Fingerprint.of(it)));
    try {
      PeerTrust trust =
          new PeerTrust(
              known,
              certificates.isEmpty() ? Optional.empty() : Optional.of(signedBy(certificates)));
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("peer " + peer.address() + ": " + e.getMessage(), e);
    }
  }

  private static X509ExtendedTrustManager signedBy(List<X509Certificate> certificates)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("signer-" + i, certificates.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(X509ExtendedTrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private boolean isKnown(X509Certificate[] chain) {
    return chain.length > 0 && known.contains(Fingerprint.of(chain[0]));
  }

  private X509ExtendedTrustManager signers() throws CertificateException {
    return signers.orElseThrow(
        () -> new CertificateException("the certificate is not the one of the fingerprint"));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    if (!isKnown(chain)) {
      signers().checkServerTrusted(chain, type, engine);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    if (!isKnown(chain)) {
      signers().checkServerTrusted(chain, type, socket);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    if (!isKnown(chain)) {
      throw new CertificateException("nobody knows whose certificate this should be");
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("clients show a token, not a certificate");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
