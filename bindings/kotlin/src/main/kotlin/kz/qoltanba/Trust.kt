package kz.qoltanba

import java.nio.file.FileSystemException
import java.nio.file.Files
import java.nio.file.LinkOption.NOFOLLOW_LINKS
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
        /**
         * From files and folders; of a folder every file is taken, in the order of the names.
         *
         * @throws java.io.IOException for what cannot be read, also in a folder.
         */
        @JvmStatic
        @JvmOverloads
        public fun of(anchors: List<Path>, intermediates: List<Path> = emptyList()): TrustStore =
            TrustStore(files(anchors), files(intermediates))
    }
}

private fun files(paths: List<Path>): List<ByteArray> = paths.flatMap(::found).map { file ->
    file.fault?.let { throw FileSystemException(file.path.toString(), null, it) }
    Files.readAllBytes(file.path)
}

/**
 * A file that was named, or an entry of a folder that was named.
 *
 * @property fault why it cannot be read, when it stands in a folder: nobody asked to wait for a pipe there.
 */
internal class Found(val path: Path, val fault: String? = null)

/** A file is itself; a folder stands for its files, in the order of their names, without the folders within it. */
internal fun found(path: Path): List<Found> {
    if (!Files.isDirectory(path)) return listOf(Found(path))
    // What is gone since the folder was read is not in it; a link is there still.
    val inside = Files.list(path).use { all -> all.sorted().toList() }.filterNot { Files.notExists(it, NOFOLLOW_LINKS) }
    return inside.filterNot(Files::isDirectory).map { Found(it, faultOf(it)) }
}

private fun faultOf(entry: Path): String? = when {
    Files.isRegularFile(entry) -> null
    Files.exists(entry) -> "neither a file nor a folder: a pipe, a socket or a device"
    else -> "a link that leads to no file"
}
