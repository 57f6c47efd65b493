/*
 * Asks two foreign judges about PDF files, in one Java machine for all files:
 * the EU's DSS about signatures, veraPDF about PDF/A conformity.
 *
 *   Judge [--trust PEM] [--tl URL --tl-signer PEM] dss|verapdf FILE...
 *   Judge sign P12 IN OUT
 *
 * Without a file, names are read from standard input, one per line. Prints one
 * JSON object per line: for dss {"file","signatures":[{"indication","sub",
 * "format","qualification",
 * "errors":[…]}],"timestamps":N} after one about the list, {"tl","parsed",
 * "valid","problem","certificates"}, for verapdf
 * {"file","flavour","compliant","rules":["6.1.3-1",…]}. A file that cannot be
 * judged has "error". sign lets DSS make a PAdES-BASELINE-B signature with an
 * RSA key (without a password): what tests/bench compares with.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.service.crl.OnlineCRLSource;
import eu.europa.esig.dss.service.http.commons.CommonsDataLoader;
import eu.europa.esig.dss.service.http.commons.FileCacheDataLoader;
import eu.europa.esig.dss.service.ocsp.OnlineOCSPSource;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.model.tsl.TLInfo;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.tsl.TrustedListsCertificateSource;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonCertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.aia.DefaultAIASource;
import eu.europa.esig.dss.tsl.job.TLValidationJob;
import eu.europa.esig.dss.tsl.source.TLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public final class Judge {
  private final CommonCertificateVerifier verifier =
      new CommonCertificateVerifier();

  private static CertificateToken certificate(String path) {
    return DSSUtils.loadCertificate(new File(path));
  }

  private void trust(String pem) {
    CommonTrustedCertificateSource source =
        new CommonTrustedCertificateSource();
    source.addCertificate(certificate(pem));
    verifier.addTrustedCertSources(source);
  }

  private void trustList(String url, String signer) throws Exception {
    CommonCertificateSource signers = new CommonCertificateSource();
    signers.addCertificate(certificate(signer));
    TLSource list = new TLSource();
    list.setUrl(url);
    list.setCertificateSource(signers);
    list.setTLVersions(List.of(6)); // without it no structure is judged
    TrustedListsCertificateSource source = new TrustedListsCertificateSource();
    FileCacheDataLoader loader = new FileCacheDataLoader();
    loader.setCacheExpirationTime(0);
    loader.setFileCacheDirectory(
        Files.createTempDirectory("tl").toFile());
    loader.setDataLoader(new CommonsDataLoader());
    TLValidationJob job = new TLValidationJob();
    job.setTrustedListSources(list);
    job.setTrustedListCertificateSource(source);
    job.setOnlineDataLoader(loader);
    job.onlineRefresh();
    for (TLInfo info : job.getSummary().getOtherTLInfos()) {
      System.out.println("{\"tl\":" + quote(info.getUrl())
          + ",\"parsed\":" + info.getParsingCacheInfo().isSynchronized()
          + ",\"valid\":" + info.getValidationCacheInfo().isValid()
          + ",\"problem\":" + quote(
              info.getDownloadCacheInfo().getExceptionMessage()
              + " " + info.getParsingCacheInfo().getExceptionMessage()
              + " " + info.getParsingCacheInfo()
                  .getStructureValidationMessages())
          + ",\"certificates\":" + source.getNumberOfCertificates() + "}");
    }
    verifier.addTrustedCertSources(source);
  }

  private void goOnline() {
    CommonsDataLoader loader = new CommonsDataLoader();
    verifier.setCrlSource(new OnlineCRLSource(loader));
    verifier.setOcspSource(new OnlineOCSPSource());
    verifier.setAIASource(new DefaultAIASource(loader));
  }

  private static String quote(Object o) {
    StringBuilder s = new StringBuilder("\"");
    for (char c : String.valueOf(o).toCharArray()) {
      if (c == '"' || c == '\\') {
        s.append('\\').append(c);
      } else if (c < ' ') {
        s.append(String.format("\\u%04x", (int) c));
      } else {
        s.append(c);
      }
    }
    return s.append('"').toString();
  }

  private static String errors(SimpleReport r, String id) {
    List<String> all = new ArrayList<>();
    for (Message m : r.getAdESValidationErrors(id)) {
      all.add(quote(m.getValue()));
    }
    return String.join(",", all);
  }

  private String dss(String file) {
    SignedDocumentValidator v =
        SignedDocumentValidator.fromDocument(new FileDocument(file));
    v.setCertificateVerifier(verifier);
    Reports reports = v.validateDocument();
    SimpleReport r = reports.getSimpleReport();
    List<String> rows = new ArrayList<>();
    for (String id : r.getSignatureIdList()) {
      rows.add("{\"indication\":" + quote(r.getIndication(id))
          + ",\"sub\":" + quote(r.getSubIndication(id))
          + ",\"format\":" + quote(r.getSignatureFormat(id))
          + ",\"qualification\":" + quote(r.getSignatureQualification(id))
          + ",\"errors\":[" + errors(r, id) + "]}");
    }
    return "\"signatures\":[" + String.join(",", rows) + "],\"timestamps\":"
        + r.getTimestampIdList().size();
  }

  private static String verapdf(String file) throws Exception {
    try (FileInputStream in = new FileInputStream(file);
        PDFAParser parser = Foundries.defaultInstance().createParser(in)) {
      PDFAValidator v = Foundries.defaultInstance().createValidator(
          parser.getFlavour(), false);
      ValidationResult r = v.validate(parser);
      TreeSet<String> rules = new TreeSet<>();
      for (TestAssertion a : r.getTestAssertions()) {
        rules.add(quote(a.getRuleId().getClause() + "-"
            + a.getRuleId().getTestNumber()));
      }
      return "\"flavour\":" + quote(parser.getFlavour().getId())
          + ",\"compliant\":" + r.isCompliant()
          + ",\"rules\":[" + String.join(",", rules) + "]";
    }
  }

  private static void sign(String p12, String in, String out)
      throws Exception {
    char[] none = new char[0];
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (FileInputStream f = new FileInputStream(p12)) {
      store.load(f, none);
    }
    String name = store.aliases().nextElement();
    PAdESSignatureParameters p = new PAdESSignatureParameters();
    p.setSignatureLevel(SignatureLevel.PAdES_BASELINE_B);
    p.setDigestAlgorithm(DigestAlgorithm.SHA256);
    p.setSigningCertificate(new CertificateToken(
        (X509Certificate) store.getCertificate(name)));
    PAdESService service =
        new PAdESService(new CommonCertificateVerifier());
    DSSDocument document = new FileDocument(in);
    Signature key = Signature.getInstance("SHA256withRSA");
    key.initSign((PrivateKey) store.getKey(name, none));
    key.update(service.getDataToSign(document, p).getBytes());
    service.signDocument(document, p, new SignatureValue(
        SignatureAlgorithm.RSA_SHA256, key.sign())).save(out);
  }

  private void say(String judge, String file) {
    String answer;
    try {
      answer = judge.equals("dss") ? dss(file) : verapdf(file);
    } catch (Throwable t) {
      answer = "\"error\":" + quote(t);
    }
    System.out.println("{\"file\":" + quote(file) + "," + answer + "}");
    System.out.flush();
  }

  public static void main(String[] args) throws Exception {
    if (args.length == 4 && args[0].equals("sign")) {
      sign(args[1], args[2], args[3]);
      return;
    }
    Judge j = new Judge();
    String tl = null;
    int i = 0;

    for (; i < args.length && args[i].startsWith("--"); i += 2) {
      switch (args[i]) {
        case "--trust":
          j.trust(args[i + 1]);
          break;
        case "--tl":
          tl = args[i + 1];
          break;
        case "--tl-signer":
          j.trustList(tl, args[i + 1]);
          break;
        default:
          throw new IllegalArgumentException(args[i]);
      }
    }
    String judge = args[i++];
    if (judge.equals("verapdf")) {
      VeraGreenfieldFoundryProvider.initialise();
    } else {
      j.goOnline();
    }
    if (i < args.length) {
      for (; i < args.length; i++) {
        j.say(judge, args[i]);
      }
      return;
    }
    BufferedReader in = new BufferedReader(
        new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      j.say(judge, line);
    }
  }
}
