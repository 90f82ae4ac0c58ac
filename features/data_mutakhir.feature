# language: id
@dtsen
Fitur: Data yang mutakhir, supaya bantuan tidak salah sasaran
  Data penerima yang tidak diperbarui membuat yang tidak lagi berhak tetap menerima, dan
  yang berhak terlewat. Usulan dengan data lama tertahan, perubahan desil merutekan ulang,
  dan hasil dari pusat dibandingkan dengan usulannya.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan
    Dan Puskesos dan pemerintah desa Putak siap menerima usulan

  Aturan: Usulan memakai data yang baru

    @S33 @S52 @PGR-09
    Skenario konsep: Data yang lewat batas pembaruan bulanan menahan usulan bantuan
      Diketahui usulan data DTSEN di Putak yang datanya diperbarui <tanggal>
      Ketika cut-off 17 September 2026 tiba
      Maka usulan itu <hasil>

      Contoh: di kedua sisi batas, yaitu cut-off bulan lalu dan 31 hari
        | tanggal         | hasil                |
        | 17 Agustus 2026 | terkirim             |
        | 16 Agustus 2026 | tertahan oleh PGR-09 |

    @S52 @PGR-09
    Skenario konsep: Usulan setelah tanggal 17 masuk siklus bulan berikutnya
      Diketahui usulan data DTSEN di Putak yang lengkap pada <tanggal>
      Ketika cut-off September dan Oktober 2026 berlalu, dan datanya tetap diperbarui
      Maka usulan itu terkirim pada <terkirim>

      Contoh: sebelum dan sesudah cut-off
        | tanggal           | terkirim          |
        | 16 September 2026 | 17 September 2026 |
        | 18 September 2026 | 17 Oktober 2026   |

  Aturan: Penerima yang salah dan warga yang terlewat menjadi usulan

    @S33 @S36 @KEB-13
    Skenario: Penerima yang tidak lagi berhak diusulkan keluar dari daftar
      Diketahui seorang penerima PKH di Putak pada desil 3
      Ketika desilnya menjadi 5 pada pembaruan triwulanan
      Maka pemutakhiran data penerima diusulkan kepada pemerintah desa
      Dan kasusnya tetap terbuka sampai Dinas Sosial memutuskan

    @S33 @KEB-13
    Skenario: Penerima yang masih berhak tidak diusulkan keluar
      Diketahui seorang penerima PKH di Putak pada desil 3
      Ketika desilnya menjadi 4 pada pembaruan triwulanan
      Maka tidak ada usulan pemutakhiran data penerima

    @S32 @S37 @KEB-15
    Skenario: Warga yang berhak tetapi belum menerima diusulkan masuk
      Diketahui seorang warga Putak pada desil 7 yang tidak menerima bantuan apa pun
      Ketika desilnya menjadi 2 pada pembaruan triwulanan
      Maka usulan data DTSEN disiapkan kepada Puskesos

    @S33 @KEB-13
    Skenario: Penerima yang meninggal diusulkan nonaktif dan diarahkan ke akta kematian
      Diketahui seorang penerima bantuan di Putak yang diketahui sudah meninggal
      Ketika jadwal perutean dan pengiriman berjalan
      Maka pemutakhiran data penerima diusulkan kepada pemerintah desa
      Dan akta kematiannya diurus ke Disdukcapil

  Aturan: Hasil dari pusat dibandingkan dengan usulan

    @S38 @KEB-14
    Skenario konsep: Hasil dari pusat yang berbeda dari usulan tercatat sebagai ketidaksesuaian
      Diketahui usulan data DTSEN di Putak yang terkirim pada cut-off September 2026
      Ketika hasil pusat "<hasil>" untuk usulan September 2026 dimasukkan dan dibandingkan
      Maka hasil itu <tercatat>

      Contoh: sesuai dan tidak sesuai
        | hasil    | tercatat                                   |
        | diterima | sesuai dengan usulan                       |
        | ditolak  | tercatat sebagai selisih "ditolak_pusat"   |

    @S38 @KEB-14
    Skenario: Ketidaksesuaian ditindaklanjuti sampai selesai
      Diketahui usulan data DTSEN di Putak yang ditolak pusat dan tercatat sebagai selisih
      Ketika TKSK mencatat bahwa usulan diperbaiki dan dikirim lagi
      Maka selisih itu hilang dari daftar kerja TKSK dan koordinator
      Dan penyelesaiannya tetap terbaca

  Aturan: Desil dan batasnya

    @KEB-03
    Skenario konsep: Batas desil dibaca dari konfigurasi kabupaten, bukan dari kode
      Diketahui salinan paket aturan bawaan di folder koordinator
      Dan batas desil PBI-JK kabupaten ini <batas>
      Ketika warga Putak pada desil 4 tanpa jaminan kesehatan diputuskan dengan paket itu
      Maka usulan PBI-JK <hasil>

      Contoh: batas kabupaten berbeda
        | batas | hasil           |
        | 3     | tidak disiapkan |
        | 4     | disiapkan       |

    @KEB-03
    Skenario konsep: Desil yang berubah setelah pembaruan triwulanan merutekan ulang kasus
      Diketahui warga Putak tanpa jaminan kesehatan pada desil <lama>
      Ketika desilnya menjadi <baru> pada pembaruan triwulanan
      Maka kasus itu <rute>
      Dan usulan PBI-JK <hasil>

      Contoh: batas PBI-JK bawaan adalah desil 5
        | lama | baru | rute                 | hasil           |
        | 7    | 5    | dirutekan ulang      | disiapkan       |
        | 5    | 6    | dirutekan ulang      | tidak disiapkan |
        | 2    | 3    | tidak dirutekan ulang | disiapkan       |

    @S34
    Skenario konsep: Program dipilih dari kebutuhan, bukan dari program yang tersedia
      Diketahui seorang lansia di Putak pada desil 2 yang membutuhkan "<kebutuhan>"
      Ketika jadwal perutean dan pengiriman berjalan
      Maka layanan yang disiapkan memuat "<layanan>" dan tidak memuat "<lain>"

      Contoh: mitra dan desilnya sama, kebutuhannya berbeda
        | kebutuhan                      | layanan         | lain            |
        | rumah_tidak_layak_huni         | perbaikan_rumah | usulan_pbi_jk   |
        | tidak_punya_jaminan_kesehatan  | usulan_pbi_jk   | perbaikan_rumah |
