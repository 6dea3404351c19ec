package kz.qoltanba

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.Test
import java.io.IOException
import java.nio.file.Files
import java.nio.file.Path

/** Keys in a token: SoftHSM2 holds one, through PKCS#11. */
class TokenTest {
    private val certificate = Synthetic.bytes("rsa/individual-sign.cer")
    private val content = "Өтініш".toByteArray()

    // PKCS#11 logs a whole program in until its last session is closed, so every signer here is closed.
    @Test
    fun `what is not there is an exception`() {
        for ((kind, open) in listOf(
            ErrorKind.WRONG_PASSWORD to { Signer.fromToken(module, LABEL, "11111111") },
            ErrorKind.KEY to { Signer.fromToken(module, "elsewhere", PIN) },
            ErrorKind.KEY to { Signer.fromToken(module, LABEL, PIN, "nobody", certificate) },
            ErrorKind.KEY to { Signer.fromToken(module, LABEL, PIN) },
            ErrorKind.EXTERNAL to { Signer.fromToken(Path.of("target/none.so"), LABEL, PIN) },
        )) {
            val refused = assertThrows(InputException::class.java) { open() }
            assertEquals(kind, refused.kind, refused.detail)
            assertFalse("1111" in refused.detail || PIN in refused.detail)
        }
    }

    @Test
    fun `a key of a token signs every form`() {
        val soap = """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body><r/></s:Body></s:Envelope>"""
        Signer.fromToken(module, LABEL, PIN, "individual", certificate).use { signer ->
            val pss = signer.withPadding(RsaPadding.PSS).use { it.signCms(content) }
            val made = listOf(signer.signCms(content), signer.signXml("<a/>".toByteArray()), pss)
            for (document in made + signer.signWss(soap.toByteArray()) + signer.signJws(content).toByteArray()) {
                val report = Synthetic.verifier.verify(document, Synthetic.AT, Expected.iin(Synthetic.IIN))
                assertEquals(Decision.CONFIRMED, report.decision)
            }
            assertTrue(signer.checked(Synthetic.verifier, Synthetic.AT) is CheckedSigner.Allowed)
        }
    }

    @Test
    fun `the certificate of another key signs nothing`() {
        for (other in listOf("tsa/rsa.cer", "ecdsa/individual.cer", "gost2015/individual.cer")) {
            Signer.fromToken(module, LABEL, PIN, certificate = Synthetic.bytes(other)).use { signer ->
                val refused = assertThrows(InputException::class.java) { signer.signCms(content) }
                assertTrue(refused.kind == ErrorKind.KEY || refused.kind == ErrorKind.EXTERNAL)
            }
        }
    }

    private companion object {
        const val LABEL = "office"
        const val PIN = "87654321"

        /** The module, with a token that holds an RSA key and no certificate. The pom names its configuration. */
        val module: Path by lazy {
            val places = listOf("/usr/lib/softhsm", "/usr/lib64/pkcs11", "/usr/local/lib/softhsm")
            val module = places.map { Path.of(it, "libsofthsm2.so") }.firstOrNull(Files::exists)
            val present = module != null && util("--version")
            check(present || System.getenv("QOLTANBA_REQUIRE_TOOLS") != "1") {
                "QOLTANBA_REQUIRE_TOOLS=1, but SoftHSM2 is not installed"
            }
            assumeTrue(present, "SoftHSM2 is not installed")
            val configuration = Path.of(System.getenv("SOFTHSM2_CONF"))
            val tokens = Files.createTempDirectory(Files.createDirectories(configuration.parent), "tokens")
            Files.writeString(configuration, "directories.tokendir = $tokens\nlog.level = ERROR\n")
            val key = "../../testdata/keys/rsa-individual-sign.pem"
            check(util("--init-token", "--free", "--label", LABEL, "--so-pin", "12345678", "--pin", PIN))
            check(util("--import", key, "--token", LABEL, "--label", "individual", "--id", "01", "--pin", PIN))
            checkNotNull(module)
        }

        private fun util(vararg arguments: String): Boolean = try {
            ProcessBuilder("softhsm2-util", *arguments).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0
        } catch (_: IOException) {
            false
        }
    }
}
