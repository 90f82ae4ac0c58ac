"""What `tksk --help` says of each command, so that it need not load any of them.

A command without a line here is loaded for its own words; a test holds the lines to those.
"""

SUMMARIES = {
    "case": "Kasus: mendaftarkan, melihat, memutuskan, menutup.",
    "referral": "Rujukan: melihat, mengirim, menjawab, mencatat hasil.",
    "escalation": "Eskalasi: melihat dan menyelesaikan.",
    "partner": "Mitra: melihat dan mengubah direktori.",
    "worker": "Daftar TKSK: penugasan, pengganti, kekosongan.",
    "load": "Beban kasus TKSK, dan tawaran kepada PSM, Karang Taruna, atau TKSK tetangga.",
    "activity": "Kegiatan TKSK: koordinasi, fasilitasi, administrasi.",
    "programme": "Program yang dijalankan, dan evaluasinya.",
    "worklist": "Menampilkan yang menunggu Anda hari ini, yang paling mendesak dahulu.",
    "import": "Memasukkan daftar CSV atau XLSX.",
    "calendar": "Kalender kerja: hari libur dan tenggat menurut daerah.",
    "result": "Hasil dari pusat yang berbeda dari usulan.",
    "rules": "Paket aturan: periksa, uji, analisis, coba, putuskan, jelaskan, terbitkan.",
    "lifecycle": "Menampilkan daur hidup rujukan: status dan perpindahannya.",
    "report": "Laporan bulanan dan peta sosial (Pasal 8).",
    "outbox": "Kotak keluar: pesan yang menunggu, terkirim, atau gagal, dan alamat penerimanya.",
    "flow": "Alur terjadwal: menjalankan, melihat, dan menjadwalkan semuanya.",
    "audit": "Jejak audit: membaca dan mengulang keputusan, memeriksa keutuhan catatan.",
    "spec": "Menjalankan skenario peraturan dan menulis spesifikasi hidup (HTML) untuk auditor.",
    "db": "Basis data: memutakhirkan, melihat versi, memeriksa isi.",
    "backup": "Mencadangkan seluruh isi basis data ke satu berkas. Boleh selagi dipakai.",
    "restore": "Memulihkan cadangan ke basis data yang kosong; semuanya, atau tidak sama sekali.",
    "demo": "Menjalankan 60 hari kerja TKSK Kecamatan Gelumbang dengan data tiruan.",
}
