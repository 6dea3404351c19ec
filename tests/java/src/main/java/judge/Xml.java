package judge;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.dom.DOMStructure;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLObject;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;

/** XML Signature with javax.xml.crypto.dsig of the JDK. */
final class Xml {
    private Xml() {}

    static Document parse(byte[] bytes) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(bytes));
    }

    static byte[] serialized(Document document) throws Exception {
        Transformer transformer = TransformerFactory.newInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        transformer.transform(new DOMSource(document), new StreamResult(output));
        return output.toByteArray();
    }

    /** The attributes Id (also wsu:Id) are identifiers, as they are by the schemas. */
    private static void markIdentifiers(Document document) {
        NodeList elements = document.getElementsByTagName("*");
        for (int at = 0; at < elements.getLength(); at++) {
            Element element = (Element) elements.item(at);
            NamedNodeMap attributes = element.getAttributes();
            for (int number = 0; number < attributes.getLength(); number++) {
                Attr attribute = (Attr) attributes.item(number);
                if ("Id".equals(attribute.getLocalName())) {
                    element.setIdAttributeNode(attribute, true);
                }
            }
        }
    }

    /** {@code DOCUMENT NUMBER CERTIFICATE}: the signature of that number, from 0, in document order. */
    static String verify(List<String> arguments) throws Exception {
        Document document = parse(Material.bytes(arguments.get(0)));
        markIdentifiers(document);
        NodeList signatures = document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature");
        X509Certificate certificate = Material.certificate(arguments.get(2));
        DOMValidateContext context = new DOMValidateContext(
                KeySelector.singletonKeySelector(certificate.getPublicKey()),
                signatures.item(Integer.parseInt(arguments.get(1))));
        XMLSignature signature = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
        if (!signature.getSignatureValue().validate(context)) {
            throw new Judge.Refused("signature");
        }
        for (Reference reference : signature.getSignedInfo().getReferences()) {
            if (!reference.validate(context)) {
                throw new Judge.Refused("digest");
            }
        }
        return "references=" + signature.getSignedInfo().getReferences().size();
    }

    /**
     * {@code DOCUMENT OUT ALGORITHM C14N FORM KEY CERTIFICATE}: puts a signature at the end of the root. FORM is
     * {@code enveloped}, {@code enveloping}, or {@code #} and an identifier.
     */
    static String sign(List<String> arguments) throws Exception {
        String c14n = arguments.get(3);
        String form = arguments.get(4);
        Document document = parse(Material.bytes(arguments.get(0)));
        markIdentifiers(document);
        X509Certificate certificate = Material.certificate(arguments.get(6));
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");

        List<Transform> transforms = new ArrayList<>();
        List<XMLObject> objects = new ArrayList<>();
        String uri = form;
        if (form.equals("enveloped")) {
            uri = "";
            transforms.add(factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null));
        } else if (form.equals("enveloping")) {
            uri = "#object";
            Element data = document.createElementNS("urn:data", "data");
            // Canonicalization sees namespaces as attributes only.
            data.setAttributeNS("http://www.w3.org/2000/xmlns/", "xmlns", "urn:data");
            data.setTextContent("text \r & <");
            objects.add(factory.newXMLObject(List.of(new DOMStructure(data)), "object", null, null));
        }
        transforms.add(factory.newTransform(c14n, (TransformParameterSpec) null));
        DigestMethod digest = factory.newDigestMethod(DigestMethod.SHA256, null);
        SignedInfo info = factory.newSignedInfo(
                factory.newCanonicalizationMethod(c14n, (C14NMethodParameterSpec) null),
                factory.newSignatureMethod(arguments.get(2), null),
                List.of(factory.newReference(uri, digest, transforms, null, null)));
        KeyInfoFactory infos = factory.getKeyInfoFactory();
        KeyInfo key = infos.newKeyInfo(List.of(infos.newX509Data(List.of(certificate))));
        DOMSignContext context =
                new DOMSignContext(Material.key(arguments.get(5), certificate), document.getDocumentElement());
        context.setDefaultNamespacePrefix("ds");
        factory.newXMLSignature(info, key, objects, null, null).sign(context);
        Material.write(arguments.get(1), serialized(document));
        return "";
    }
}
