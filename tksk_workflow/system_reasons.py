"""Why the operating system refused a file, in Indonesian; its own words are English."""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOENT: "folder atau berkasnya tidak ada",
    errno.EACCES: "tidak diizinkan",
    errno.EPERM: "tidak diizinkan",
    errno.EEXIST: "sudah ada",
    errno.ENOTDIR: "bagian dari jalurnya bukan folder",
    errno.EISDIR: "itu folder, bukan berkas",
    errno.ENOTEMPTY: "foldernya tidak kosong",
    errno.ENOSPC: "ruang penyimpanan habis",
    errno.EDQUOT: "jatah penyimpanan habis",
    errno.EROFS: "penyimpanannya hanya dapat dibaca",
    errno.ENAMETOOLONG: "namanya terlalu panjang",
    errno.ELOOP: "tautannya berputar",
    errno.EBUSY: "sedang dipakai",
    errno.EMFILE: "terlalu banyak berkas terbuka",
    errno.ENFILE: "terlalu banyak berkas terbuka",
    errno.EIO: "perangkat penyimpanan gagal",
    errno.EINVAL: "jalurnya tidak dapat dipakai",
}


def reason_of(error: OSError) -> str:
    """Say why a file or folder could not be used; an unusual reason by its number."""
    if error.errno in _REASONS:
        return _REASONS[error.errno]
    return "sebab tidak diketahui" if error.errno is None else f"galat sistem {error.errno}"
