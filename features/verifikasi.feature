# language: id
Fitur: Verifikasi data sebelum diusulkan
  Kepala desa atau lurah dan RT/RW membenarkan data sebelum usulan dikirim. Kasus
  tertutup tidak pernah lewat perangkat desa, supaya masalahnya tidak tersebar.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan

  Aturan: Kasus terbuka dibenarkan oleh desa

    @pasal-6-ayat-1 @pasal-7-ayat-2-d @PGR-05 @S56 @S59
    Skenario konsep: Data terverifikasi oleh kepala desa dan RT/RW sebelum diusulkan
      Diketahui seorang lansia 71 tahun di Bitis yang kebutuhan sandang, pangan, dan papannya tidak terpenuhi
      Dan rumahnya sudah dikunjungi
      Dan datanya sudah dibenarkan oleh <pembenar>
      Ketika jadwal perutean dan pengiriman berjalan
      Maka rujukan ke Dinas Sosial <hasil>
      Dan verifikasinya tercatat <keadaan>

      Contoh: satu pembenar belum cukup
        | pembenar               | hasil                | keadaan  |
        | kepala desa            | tertahan oleh PGR-05 | sebagian |
        | RT/RW                  | tertahan oleh PGR-05 | sebagian |
        | kepala desa dan RT/RW  | terkirim hari itu    | lengkap  |

    @pasal-6-ayat-1 @pasal-7-ayat-2-d @S38 @S56 @S57
    Skenario: Perbedaan hasil lapangan dan data desa mengembalikan kasus
      Diketahui seorang lansia 71 tahun di Bitis yang kebutuhan sandang, pangan, dan papannya tidak terpenuhi
      Dan rumahnya sudah dikunjungi
      Dan datanya sudah dibenarkan oleh kepala desa dan RT/RW
      Ketika RT/RW menyatakan datanya tidak sesuai dengan catatan "anaknya ternyata serumah"
      Maka kasus dikembalikan kepada TKSK
      Dan catatan RT/RW tersimpan
      Dan usulan tidak ikut terkirim pada jadwal berikutnya

    @pasal-8-ayat-2-b @S56
    Skenario: Perbedaan data tanpa catatan tidak diterima
      Diketahui seorang lansia 71 tahun di Bitis yang kebutuhan sandang, pangan, dan papannya tidak terpenuhi
      Dan rumahnya sudah dikunjungi
      Ketika RT/RW menyatakan datanya tidak sesuai dengan catatan ""
      Maka RT/RW diminta mengisi catatan
      Dan kasus tidak dikembalikan

  Aturan: Yang belum siap pada tenggatnya tidak didiamkan

    @pasal-7-ayat-2-d @PGR-04 @PGR-05 @S54 @S55
    Skenario konsep: Kasus yang belum dikunjungi atau diverifikasi naik dari TKSK sampai Dinas Sosial
      Diketahui seorang lansia 71 tahun di Bitis yang kebutuhan sandang, pangan, dan papannya tidak terpenuhi
      Dan rumahnya <kunjungan> dikunjungi
      Ketika jadwal berjalan setiap pagi selama <lama> hari
      Maka kesiapan kasus itu menjadi persoalan <tingkat>

      Contoh: prioritas, dengan tiga hari kerja untuk mengirim dan untuk setiap tingkat
        | kunjungan | lama | tingkat                         |
        | belum     | 5    | bagi tidak seorang pun          |
        | belum     | 6    | TKSK                            |
        | sudah     | 6    | TKSK                            |
        | belum     | 10   | TKSK, koordinator               |
        | sudah     | 15   | TKSK, koordinator, Dinas Sosial |

    @pasal-7-ayat-2-d @PGR-04 @PGR-05 @S55 @S56
    Skenario: Persoalan kesiapan selesai sendiri ketika kasusnya siap
      Diketahui seorang lansia 71 tahun di Bitis yang kebutuhan sandang, pangan, dan papannya tidak terpenuhi
      Dan jadwal sudah berjalan 6 pagi sampai TKSK diberi tahu
      Dan rumahnya sudah dikunjungi
      Dan datanya sudah dibenarkan oleh kepala desa dan RT/RW
      Ketika jadwal perutean dan pengiriman berjalan
      Maka rujukan ke Dinas Sosial terkirim hari itu
      Dan kesiapan kasus itu menjadi persoalan bagi tidak seorang pun

  Aturan: Kasus tertutup tidak sampai ke desa

    @uu-27-2022 @PGR-06 @PMKS-19
    Skenario konsep: Kasus kekerasan tidak diverifikasi melalui RT/RW
      Diketahui seorang perempuan dewasa korban kekerasan di Bitis
      Ketika <petugas> mencoba memverifikasi kasus itu
      Maka verifikasi itu ditolak karena "PGR-06"
      Dan tidak ada verifikasi yang tercatat
      Dan kasus itu tidak muncul di daftar kerja <petugas>

      Contoh: perangkat desa
        | petugas     |
        | RT/RW       |
        | kepala desa |

    @uu-27-2022 @PGR-06 @PMKS-19
    Skenario: Kasus kekerasan diverifikasi oleh pekerja sosial
      Diketahui seorang perempuan dewasa korban kekerasan di Bitis
      Ketika pekerja sosial memverifikasi kasus itu
      Maka verifikasi kasus itu lengkap
