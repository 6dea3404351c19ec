package kz.qoltanba

import java.nio.file.Files
import java.nio.file.Path
import kz.qoltanba.ffi.Evidence as NativeEvidence
import kz.qoltanba.ffi.TrustStore as NativeTrustStore

/**
 * The trust anchors, and CA certificates from which paths may be built. An intermediate is not trusted by itself.
 *
 * Inputs are DER or PEM. Build it once; it never changes, and threads may share it. A verifier keeps what it needs of it.
 *
 * @throws InputException for a certificate that cannot be read.
 */
public class TrustStore @JvmOverloads constructor(
    anchors: List<ByteArray>,
    intermediates: List<ByteArray> = emptyList(),
) : AutoCloseable {
    internal val native: NativeTrustStore = translated { NativeTrustStore(anchors, intermediates) }

    override fun close(): Unit = native.close()

    override fun toString(): String = "TrustStore(${native.anchors()} anchors, ${native.intermediates()} intermediates)"

    public companion object {
        /** From files and folders; of a folder every file is taken, in the order of the names. */
        @JvmStatic
        @JvmOverloads
        public fun of(anchors: List<Path>, intermediates: List<Path> = emptyList()): TrustStore =
            TrustStore(files(anchors), files(intermediates))
    }
}

/**
 * What is known about revocation: lists (CRLs in DER or PEM, also deltas) and OCSP answers (DER).
 *
 * Lists change every day: build a new one and a new [Verifier], and replace the old.
 *
 * @throws InputException for a list or an answer that cannot be read.
 */
public class Evidence @JvmOverloads constructor(
    crls: List<ByteArray> = emptyList(),
    ocsp: List<ByteArray> = emptyList(),
) : AutoCloseable {
    internal val native: NativeEvidence = NativeEvidence()

    init {
        val memory = Memory.ofThread().first
        translated {
            crls.forEach { lend(memory.of(it), native::addCrl) }
            ocsp.forEach { lend(memory.of(it), native::addOcsp) }
        }
    }

    override fun close(): Unit = native.close()

    public companion object {
        /** From files and folders; of a folder every file is taken, in the order of the names. */
        @JvmStatic
        @JvmOverloads
        public fun of(crls: List<Path>, ocsp: List<Path> = emptyList()): Evidence = Evidence(files(crls), files(ocsp))
    }
}

private fun files(paths: List<Path>): List<ByteArray> = paths
    .flatMap { path ->
        if (!Files.isDirectory(path)) return@flatMap listOf(path)
        Files.list(path).use { inside -> inside.filter(Files::isRegularFile).sorted().toList() }
    }
    .map(Files::readAllBytes)
