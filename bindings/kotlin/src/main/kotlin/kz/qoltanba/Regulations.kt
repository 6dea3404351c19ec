package kz.qoltanba

import kz.qoltanba.ffi.regulation
import kz.qoltanba.ffi.regulations

/** The service regulations as data. They are history, not law in force. */
public object Regulations {
    /** The identifiers of the regulations that are built in. */
    @JvmStatic
    public fun ids(): List<String> = translated { regulations() }

    /**
     * One regulation as JSON: its channels, steps, signers and terms.
     *
     * @throws InputException for an identifier that is not in the list.
     */
    @JvmStatic
    public fun json(id: String): String = translated { regulation(id) }
}
