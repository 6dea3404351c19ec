package judge;

import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.namespace.QName;
import org.apache.wss4j.common.WSEncryptionPart;
import org.apache.wss4j.common.crypto.Merlin;
import org.apache.wss4j.dom.WSConstants;
import org.apache.wss4j.dom.WSDataRef;
import org.apache.wss4j.dom.engine.WSSConfig;
import org.apache.wss4j.dom.engine.WSSecurityEngine;
import org.apache.wss4j.dom.engine.WSSecurityEngineResult;
import org.apache.wss4j.dom.handler.RequestData;
import org.apache.wss4j.dom.handler.WSHandlerResult;
import org.apache.wss4j.dom.message.WSSecHeader;
import org.apache.wss4j.dom.message.WSSecSignature;
import org.apache.wss4j.dom.message.WSSecTimestamp;
import org.apache.wss4j.dom.util.WSSecurityUtil;
import org.w3c.dom.Document;

/** WS-Security with Apache WSS4J. */
final class Soap {
    private static final String ALIAS = "signer";
    private static final String PASSWORD = "password";

    private Soap() {}

    /** {@code MESSAGE PROFILE CERTIFICATE}: PROFILE is {@code strict} for the rules of the Basic Security Profile. */
    static String verify(List<String> arguments) throws Exception {
        WSSConfig.init();
        KeyStore anchors = store();
        anchors.setCertificateEntry(ALIAS, Material.certificate(arguments.get(2)));
        Merlin crypto = new Merlin();
        crypto.setKeyStore(anchors);
        RequestData request = new RequestData();
        request.setSigVerCrypto(crypto);
        request.setDisableBSPEnforcement(!arguments.get(1).equals("strict"));
        Document document = Xml.parse(Material.bytes(arguments.get(0)));
        WSHandlerResult result = new WSSecurityEngine().processSecurityHeader(document, request);
        List<WSSecurityEngineResult> signatures = result.getActionResults().get(WSConstants.SIGN);
        if (signatures == null) {
            throw new Judge.Refused("no signature");
        }
        return signatures.stream().map(Soap::covered).collect(Collectors.joining(" "));
    }

    @SuppressWarnings("unchecked")
    private static String covered(WSSecurityEngineResult signature) {
        List<WSDataRef> references = (List<WSDataRef>) signature.get(WSSecurityEngineResult.TAG_DATA_REF_URIS);
        return references.stream().map(WSDataRef::getName).map(QName::getLocalPart).collect(Collectors.joining(","));
    }

    /** {@code MESSAGE OUT KEY-REFERENCE PARTS KEY CERTIFICATE}: PARTS are {@code Body} or {@code Body,Timestamp}. */
    static String sign(List<String> arguments) throws Exception {
        WSSConfig.init();
        X509Certificate certificate = Material.certificate(arguments.get(5));
        KeyStore keys = store();
        keys.setKeyEntry(
                ALIAS,
                Material.key(arguments.get(4), certificate),
                PASSWORD.toCharArray(),
                new Certificate[] {certificate});
        Merlin crypto = new Merlin();
        crypto.setKeyStore(keys);
        Document document = Xml.parse(Material.bytes(arguments.get(0)));
        WSSecHeader header = new WSSecHeader(document);
        header.insertSecurityHeader();
        WSSecSignature signature = new WSSecSignature(header);
        signature.setUserInfo(ALIAS, PASSWORD);
        signature.setKeyIdentifierType(keyReference(arguments.get(2)));
        boolean rsa = certificate.getPublicKey().getAlgorithm().equals("RSA");
        signature.setSignatureAlgorithm(
                "http://www.w3.org/2001/04/xmldsig-more#" + (rsa ? "rsa-sha256" : "ecdsa-sha256"));
        signature.setDigestAlgo(WSConstants.SHA256);
        String soap = WSSecurityUtil.getSOAPNamespace(document.getDocumentElement());
        signature.getParts().add(new WSEncryptionPart("Body", soap, "Content"));
        if (arguments.get(3).contains("Timestamp")) {
            WSSecTimestamp timestamp = new WSSecTimestamp(header);
            timestamp.setTimeToLive(300);
            timestamp.build();
            signature.getParts().add(new WSEncryptionPart("Timestamp", WSConstants.WSU_NS, "Element"));
        }
        signature.build(crypto);
        Material.write(arguments.get(1), Xml.serialized(document));
        return "";
    }

    private static int keyReference(String name) {
        return switch (name) {
            case "token" -> WSConstants.BST_DIRECT_REFERENCE;
            case "issuer-serial" -> WSConstants.ISSUER_SERIAL;
            case "certificate" -> WSConstants.X509_KEY_IDENTIFIER;
            case "key-identifier" -> WSConstants.SKI_KEY_IDENTIFIER;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static KeyStore store() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
