package kz.qoltanba

import java.nio.file.Files
import java.nio.file.Path
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

private fun files(paths: List<Path>): List<ByteArray> = paths.flatMap(::filesOf).map(Files::readAllBytes)

/** A file is itself; a folder stands for its files, in the order of their names. */
internal fun filesOf(path: Path): List<Path> {
    if (!Files.isDirectory(path)) return listOf(path)
    return Files.list(path).use { inside -> inside.filter(Files::isRegularFile).sorted().toList() }
}
